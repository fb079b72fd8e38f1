package io.taurine.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the script {@code taurine} as a process, to its end. */
final class Script {

    private static final int MAX_SECONDS = 120;

    private Script() {}

    /** The environment is that of this JVM with these {@code NAME=value} on top. */
    static Cli.Run run(Path script, Path directory, List<String> environment, String... args) {
        try {
            // Not in the directory, which a test may look at.
            var out = Files.createTempFile("taurine", ".out");
            var err = Files.createTempFile("taurine", ".err");
            try {
                var command = new ArrayList<>(List.of(script.toString()));
                command.addAll(List.of(args));
                var builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                environment.forEach(entry -> builder.environment()
                        .put(entry.substring(0, entry.indexOf('=')), entry.substring(entry.indexOf('=') + 1)));
                var process = builder.start();
                process.getOutputStream().close();
                if (!process.waitFor(MAX_SECONDS, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw new AssertionError(
                            "the script did not end: " + Files.readString(out) + Files.readString(err));
                }
                return new Cli.Run(process.exitValue(), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the script ran", e);
        }
    }
}
