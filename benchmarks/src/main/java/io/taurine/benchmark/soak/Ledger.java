package io.taurine.benchmark.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What a process notes for the check, one line each, in a file: outside the Redis that is broken, and kept when the process is
 * killed, since each line is handed to the kernel at once. Safe to share between threads.
 */
final class Ledger {
    private final OutputStream file;

    private Ledger(OutputStream file) {
        this.file = file;
    }

    static Ledger append(Path file) {
        try {
            return new Ledger(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The time is the true one, whatever clock the process was told to have. */
    void note(String what, String... words) {
        var line = what + " " + System.currentTimeMillis() + " " + String.join(" ", words) + "\n";
        try {
            // One write to a file that is only appended to: lines of several threads stay whole.
            file.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
