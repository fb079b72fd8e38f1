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

/**
 * Another JVM on the class path of this one, made to be killed or frozen by a test. Its main should call
 * {@link #exitWhenParentDies()} first. Safe to share between threads.
 */
public final class ForkedJvm implements AutoCloseable {
    private static final int KILLED = 128 + 9;
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(10);

    private final Process process;
    private final ForkedOutput output;
    private final ForkedOutput errors;

    private ForkedJvm(Process process, String mainClass) {
        this.process = process;
        this.output = ForkedOutput.of(process.getInputStream(), "taurine-forked-" + mainClass + "-out");
        this.errors = ForkedOutput.of(process.getErrorStream(), "taurine-forked-" + mainClass + "-err");
    }

    /** Starts this class's main with these arguments, with the defaults of {@link #of}. */
    public static ForkedJvm start(Class<?> mainClass, String... args) {
        return of(mainClass).args(args).start();
    }

    public static Builder of(Class<?> mainClass) {
        return new Builder(mainClass);
    }

    /**
     * For the main of a forked JVM: ends it at once when the JVM that forked it is gone, however that ended. What the
     * parent sends can still be read from {@link System#in}, which this replaces.
     */
    public static void exitWhenParentDies() {
        System.setIn(ParentWatch.start(System.in));
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Everything the other JVM has printed to its standard output so far. */
    public List<String> lines() {
        return output.lines();
    }

    /** Everything the other JVM has printed to its standard error so far. */
    public List<String> errorLines() {
        return errors.lines();
    }

    /**
     * Waits for a line of its standard output, past or future, and returns the first that matches.
     *
     * @throws AssertionError when there is none in time, or when the other JVM ends without it; shows what it printed
     */
    public String awaitLine(Predicate<String> wanted, Duration timeout) {
        try {
            return output.await(wanted, timeout)
                    .orElseThrow(() -> new AssertionError("No such line from the forked JVM within " + timeout + "; it "
                            + (isAlive() ? "runs" : "has ended with " + process.exitValue()) + ", printed\n"
                            + String.join("\n", lines()) + "\nand to standard error\n"
                            + String.join("\n", errorLines())));
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
            throw new UncheckedIOException("the forked JVM takes no more input", e);
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
                .orElseThrow(
                        () -> new AssertionError("the forked JVM is still there " + UNTIL_KILLED + " after SIGKILL"));
        if (exitCode != KILLED) {
            throw new AssertionError("the forked JVM had ended by itself with " + exitCode + ", having printed\n"
                    + String.join("\n", lines()) + "\nand to standard error\n" + String.join("\n", errorLines()));
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

    /** Lets a frozen JVM go on (SIGCONT). */
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

    private void signal(String name) {
        try {
            // The shell's own kill: not every machine has a program of that name.
            int status = new ProcessBuilder("/bin/sh", "-c", "kill -\"$1\" \"$2\"", "sh", name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("cannot send SIG" + name + " to the forked JVM " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while waiting for a forked JVM", e);
    }

    /** Options of a forked JVM. Not safe to share between threads. */
    public static final class Builder {
        private final Class<?> mainClass;
        private final Map<String, String> systemProperties = new LinkedHashMap<>();
        private List<String> args = List.of();
        private List<String> jvmOptions = List.of();
        private Path javaHome = Path.of(System.getProperty("java.home"));
        private int maxHeapMegabytes = 96;

        private Builder(Class<?> mainClass) {
            this.mainClass = mainClass;
        }

        public Builder args(String... args) {
            this.args = List.of(args);
            return this;
        }

        public Builder systemProperty(String name, String value) {
            systemProperties.put(name, value);
            return this;
        }

        /** Further options of the java command. */
        public Builder jvmOptions(String... options) {
            this.jvmOptions = List.of(options);
            return this;
        }

        /** Default 96, so that several fit on a small machine. */
        public Builder maxHeapMegabytes(int megabytes) {
            if (megabytes < 8) {
                throw new IllegalArgumentException("megabytes must be 8 or more, was " + megabytes);
            }
            this.maxHeapMegabytes = megabytes;
            return this;
        }

        /** Another JDK to run on. Default: the one of this JVM. */
        public Builder javaHome(Path javaHome) {
            this.javaHome = javaHome;
            return this;
        }

        public ForkedJvm start() {
            var command = new ArrayList<String>();
            command.add(javaHome.resolve("bin").resolve("java").toString());
            // A small machine starts several of these: no second compiler, no heap that grows by the machine's size.
            command.addAll(List.of("-Xmx" + maxHeapMegabytes + "m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(jvmOptions);
            systemProperties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
            command.addAll(args);
            try {
                return new ForkedJvm(new ProcessBuilder(command).start(), mainClass.getSimpleName());
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start " + command.get(0), e);
            }
        }
    }
}
