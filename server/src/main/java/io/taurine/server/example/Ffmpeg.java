package io.taurine.server.example;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The programs ffmpeg and ffprobe of this machine. */
record Ffmpeg(Path encoder, Path prober) {

    static final String MISSING = "ffmpeg and ffprobe are not on the path; install the package ffmpeg";

    private static final long PROBE_SECONDS = 30;

    /** Video files only: a playlist would have ffmpeg read other files, and addresses. */
    private static final List<String> INPUT_BOUNDS =
            List.of("-protocol_whitelist", "file", "-format_whitelist", "mov,matroska,avi,mpegts");

    static Optional<Ffmpeg> find(String searchPath) {
        var encoder = program("ffmpeg", searchPath);
        var prober = program("ffprobe", searchPath);
        return encoder.flatMap(found -> prober.map(other -> new Ffmpeg(found, other)));
    }

    private static Optional<Path> program(String name, String searchPath) {
        return Stream.of(searchPath.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(path -> Files.isRegularFile(path) && Files.isExecutable(path))
                .findFirst();
    }

    /**
     * How long a video is; empty when the file does not say.
     *
     * @throws IOException if it is no video that is understood
     */
    Optional<Duration> duration(Path video) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(prober.toString(), "-v", "error"));
        command.addAll(INPUT_BOUNDS);
        command.addAll(List.of("-show_entries", "format=duration", "-of", "default=nw=1:nk=1", video.toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("ffprobe took longer than " + PROBE_SECONDS + " s");
            }
            var said = new String(process.getInputStream().readNBytes(4_000), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(said);
            }
            return seconds(said);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Duration.ofMillis((long) (Double.parseDouble(text) * 1_000)))
                    .filter(length -> !length.isNegative() && !length.isZero());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Encodes to MP4, and writes its progress to its standard output. */
    ProcessBuilder encoding(Path from, int lines, Path to, Path errors) {
        var command =
                new ArrayList<>(List.of(encoder.toString(), "-nostdin", "-hide_banner", "-loglevel", "error", "-y"));
        command.addAll(INPUT_BOUNDS);
        command.addAll(List.of("-i", from.toString(), "-vf", "scale=-2:" + lines));
        command.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac"));
        command.addAll(
                List.of("-movflags", "+faststart", "-progress", "pipe:1", "-nostats", "-f", "mp4", to.toString()));
        return new ProcessBuilder(command).redirectError(errors.toFile());
    }
}
