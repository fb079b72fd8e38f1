package io.taurine.server.example;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a video of the work folder with ffmpeg. The result lies beside it, under a name that tells the quality, and is there
 * only when it is whole. A cancelled run kills ffmpeg and leaves nothing.
 */
final class VideoHandler implements JobHandler<VideoHandler.Params> {

    private static final Map<String, Integer> LINES = Map.of("720p", 720, "1080p", 1080, "4k", 2160);
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9 ._-]{0,199}");

    private final Path folder;
    private final Optional<Ffmpeg> ffmpeg;

    VideoHandler(Path folder, Optional<Ffmpeg> ffmpeg) {
        this.folder = folder;
        this.ffmpeg = ffmpeg;
    }

    /**
     * What to encode.
     *
     * @param file name of a file in the work folder: letters, digits, spaces, dots, hyphens and underscores
     * @param quality {@code 720p}, {@code 1080p} or {@code 4k}; default 720p
     */
    record Params(@Nullable String file, @Nullable String quality) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) throws IOException, InterruptedException {
        var programs = ffmpeg.orElseThrow(() -> new FatalJobException(Ffmpeg.MISSING));
        var name = params == null || params.file == null ? "" : params.file;
        var source = sourceOf(name);
        var quality = params == null || params.quality == null ? "720p" : params.quality;
        var lines = LINES.get(quality);
        if (lines == null) {
            throw new FatalJobException("quality must be 720p, 1080p or 4k, was " + quality);
        }
        var length = lengthOf(source, programs);
        var result = folder.resolve(withoutEnding(name) + "-" + quality + ".mp4");
        var part = Files.createTempFile(folder, ".encoding-", ".part");
        var errors = Files.createTempFile(folder, ".encoding-", ".errors");
        try {
            new Encoding(programs.encoding(source, lines, part, errors), errors, length, context).run();
            Files.move(part, result, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(errors);
        }
        context.logger().info("Encoded {} to {}", name, result.getFileName());
        return Map.of(
                "file",
                result.getFileName().toString(),
                "bytes",
                Files.size(result),
                "seconds",
                length.toMillis() / 1_000.0);
    }

    private Path sourceOf(String name) {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new FatalJobException("file must be the name of a file in the work folder, was " + name);
        }
        var source = folder.resolve(name);
        if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
            throw new FatalJobException("There is no file " + name + " in the work folder");
        }
        return source;
    }

    private static Duration lengthOf(Path source, Ffmpeg programs) throws InterruptedException {
        try {
            return programs.duration(source).orElse(Duration.ZERO);
        } catch (IOException e) {
            throw new FatalJobException(source.getFileName() + " is no video that ffmpeg understands", e);
        }
    }

    private static String withoutEnding(String name) {
        var dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }
}
