package io.taurine.server.example;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.file.FileStore;
import io.taurine.server.file.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Encodes an uploaded video with ffmpeg. The result is a file of its own, which is there only when it is whole. A cancelled run
 * kills ffmpeg and leaves nothing.
 */
final class VideoHandler implements JobHandler<VideoHandler.Params> {

    private static final Map<String, Integer> LINES = Map.of("720p", 720, "1080p", 1080, "4k", 2160);
    private static final int LONGEST_NAME = 180;

    private final Optional<Ffmpeg> ffmpeg;

    VideoHandler(Optional<Ffmpeg> ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * What to encode.
     *
     * @param fileId of the uploaded file
     * @param quality {@code 720p}, {@code 1080p} or {@code 4k}; default 720p
     */
    record Params(@Nullable String fileId, @Nullable String quality) {}

    @Override
    public Object run(@Nullable Params params, JobContext context) throws IOException, InterruptedException {
        var programs = ffmpeg.orElseThrow(() -> new FatalJobException(Ffmpeg.MISSING));
        var files = context.services().get(FileStore.class);
        var source = sourceOf(params, files);
        var quality = params == null || params.quality == null ? "720p" : params.quality;
        var lines = LINES.get(quality);
        if (lines == null) {
            throw new FatalJobException("quality must be 720p, 1080p or 4k, was " + quality);
        }
        var content = files.content(source.id());
        var length = lengthOf(source, content, programs);
        var errors = Files.createTempFile("taurine-encoding-", ".errors");
        try (var draft = files.draft()) {
            new Encoding(programs.encoding(content, lines, draft.path(), errors), errors, length, context).run();
            var encoded = draft.keep(withoutEnding(source.name()) + "-" + quality + ".mp4", "video/mp4");
            context.logger().info("Encoded {} to {}", source.name(), encoded.name());
            return Map.of(
                    "fileId",
                    encoded.id(),
                    "name",
                    encoded.name(),
                    "bytes",
                    encoded.size(),
                    "seconds",
                    length.toMillis() / 1_000.0);
        } finally {
            Files.deleteIfExists(errors);
        }
    }

    private static StoredFile sourceOf(@Nullable Params params, FileStore files) {
        if (params == null || params.fileId == null) {
            throw new FatalJobException("fileId is missing; upload a video to /v1/files, which tells its id");
        }
        return files.find(params.fileId)
                .orElseThrow(() -> new FatalJobException("There is no file " + params.fileId + ", or no more"));
    }

    private static Duration lengthOf(StoredFile source, Path content, Ffmpeg programs) throws InterruptedException {
        try {
            return programs.duration(content).orElse(Duration.ZERO);
        } catch (IOException e) {
            throw new FatalJobException(source.name() + " is no video that ffmpeg understands", e);
        }
    }

    private static String withoutEnding(String name) {
        var dot = name.lastIndexOf('.');
        var plain = dot <= 0 ? name : name.substring(0, dot);
        return plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    }
}
