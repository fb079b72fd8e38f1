package io.taurine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Another program, made to be killed or frozen by a test; a JVM is easier with {@link ForkedJvm}. The program should end when
 * its standard input ends, which it does however this JVM ends. Safe to share between threads.
 */
public final class ForkedProcess implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final ForkedOutput output;
    private final @Nullable ForkedOutput errors;

    private ForkedProcess(String name, Process process, boolean readErrors) {
        this.name = name;
        this.process = process;
        this.output = ForkedOutput.of(process.getInputStream(), "taurine-forked-" + name + "-out");
        this.errors = readErrors ? ForkedOutput.of(process.getErrorStream(), "taurine-forked-" + name + "-err") : null;
    }

    /** A program and its arguments; the name is for messages. */
    public static Builder of(String name, List<String> command) {
        return new Builder(name, command);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything it has printed to its standard output so far. */
    public List<String> lines() {
        return output.lines();
    }

    /** Everything it has printed to its standard error so far; empty when that goes to a file. */
    public List<String> errorLines() {
        return errors == null ? List.of() : errors.lines();
    }

    /**
     * Waits for a line of its standard output, past or future, and returns the first that matches.
     *
     * @throws AssertionError when there is none in time, or when the program ends without it; shows what it printed
     */
    public String awaitLine(Predicate<String> wanted, Duration timeout) {
        try {
            return output.await(wanted, timeout)
                    .orElseThrow(() -> new AssertionError(
                            "No such line from " + name + " within " + timeout + "; it " + state() + whatItPrinted()));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Sends a line to its standard input. */
    public void send(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " takes no more input", e);
        }
    }

    /**
     * Kills it (SIGKILL) and waits until it is gone: no shutdown hook, no finally.
     *
     * @throws AssertionError when it had ended by itself before, so that the test would not test what it says
     */
    public void kill() {
        // By its handle: Process would close the pipes too, and with them lose what was printed last.
        process.toHandle().destroyForcibly();
        int exitCode = exitCode(UNTIL_KILLED)
                .orElseThrow(() -> new AssertionError(name + " is still there " + UNTIL_KILLED + " after SIGKILL"));
        if (exitCode != KILLED) {
            throw new AssertionError(name + " had ended by itself with " + exitCode + whatItPrinted());
        }
    }

    /** Asks it to end (SIGTERM), so that its shutdown hooks run; does not wait. */
    public void terminate() {
        // By its handle: Process would close its input too, which looks like the death of the parent.
        process.toHandle().destroy();
    }

    /** Freezes it (SIGSTOP): no thread runs, no lock is renewed, connections stay open. */
    public void suspend() {
        signal("STOP");
    }

    /** Lets a frozen program go on (SIGCONT). */
    public void resume() {
        signal("CONT");
    }

    /** Waits for its end; empty when it still runs after the timeout. */
    public OptionalInt exitCode(Duration timeout) {
        try {
            return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    ? OptionalInt.of(process.exitValue())
                    : OptionalInt.empty();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Kills it if it still runs. Harmless twice. */
    @Override
    public void close() {
        process.destroyForcibly();
        exitCode(UNTIL_KILLED);
    }

    private String state() {
        return isAlive() ? "runs" : "has ended with " + process.exitValue();
    }

    private String whatItPrinted() {
        return ", having printed\n" + String.join("\n", lines()) + "\nand to standard error\n"
                + String.join("\n", errorLines());
    }

    /** Sends that signal, as {@code INT}, which Ctrl-C sends; does not wait. */
    public void signal(String signal) {
        try {
            // The shell's own kill: not every machine has a program of that name.
            int status = new ProcessBuilder("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", signal, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("cannot send SIG" + signal + " to " + name + " " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for " + name, e);
    }

    /** Options of a program to start. Not safe to share between threads. */
    public static final class Builder {
        private final String name;
        private final List<String> command;
        private final Map<String, String> environment = new LinkedHashMap<>();
        private @Nullable Path errors;

        private Builder(String name, List<String> command) {
            if (command.isEmpty()) {
                throw new IllegalArgumentException("command must name a program");
            }
            this.name = name;
            this.command = new ArrayList<>(command);
        }

        /** One more variable of its environment; the others are those of this JVM. */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** Where its standard error goes; a file that exists is added to. Default: read, see {@link #errorLines}. */
        public Builder errorsTo(Path file) {
            this.errors = file;
            return this;
        }

        public ForkedProcess start() {
            var start = new ProcessBuilder(command);
            start.environment().putAll(environment);
            if (errors != null) {
                start.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
            }
            try {
                return new ForkedProcess(name, start.start(), errors == null);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + command.get(0), e);
            }
        }
    }
}
