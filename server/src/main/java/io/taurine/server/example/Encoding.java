package io.taurine.server.example;

import io.taurine.server.definition.JobContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** One run of ffmpeg: its lines of progress become the job's, and the job's cancellation ends it. */
final class Encoding {

    private static final long SECONDS_TO_END = 10;
    private static final int LONGEST_REASON = 2_000;
    private static final String DONE_MICROS = "out_time_us=";

    private final ProcessBuilder command;
    private final Path errors;
    private final long totalMillis;
    private final JobContext context;

    Encoding(ProcessBuilder command, Path errors, Duration length, JobContext context) {
        this.command = command;
        this.errors = errors;
        this.totalMillis = length.toMillis();
        this.context = context;
    }

    void run() throws IOException, InterruptedException {
        var process = command.start();
        try {
            process.getOutputStream().close();
            // Killing it closes the pipe, which ends the reading below: a read cannot be interrupted.
            context.cancellation().onCancel(process::destroyForcibly);
            follow(process);
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                throw new IOException("ffmpeg closed its output and did not end");
            }
        } finally {
            process.destroyForcibly();
        }
        context.cancellation().throwIfCancelled();
        if (process.exitValue() != 0) {
            throw new IOException("ffmpeg ended with " + process.exitValue() + ": " + reason());
        }
        if (totalMillis > 0) {
            context.progress(totalMillis, totalMillis, "done");
        }
    }

    private void follow(Process process) throws IOException {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DONE_MICROS)) {
                    tell(line.substring(DONE_MICROS.length()));
                }
            }
        } catch (IOException e) {
            context.cancellation().throwIfCancelled();
            throw e;
        }
    }

    /** It says N/A before the first frame. */
    private void tell(String micros) {
        if (totalMillis <= 0) {
            context.touch();
            return;
        }
        try {
            var done = Math.max(0, Long.parseLong(micros) / 1_000);
            context.progress(Math.min(done, totalMillis), totalMillis, "encoding");
        } catch (NumberFormatException e) {
            context.touch();
        }
    }

    private String reason() throws IOException {
        var text = new String(Files.readAllBytes(errors), StandardCharsets.UTF_8).strip();
        return text.length() <= LONGEST_REASON ? text : text.substring(text.length() - LONGEST_REASON);
    }
}
