package io.taurine.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Another JVM on the class path of this one, made to be killed or frozen by a test. Its main should call
 * {@link #exitWhenParentDies()} first. Safe to share between threads.
 */
public final class ForkedJvm implements AutoCloseable {

    private final ForkedProcess process;

    private ForkedJvm(ForkedProcess process) {
        this.process = process;
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
        return process.lines();
    }

    /** Everything the other JVM has printed to its standard error so far; empty when that goes to a file. */
    public List<String> errorLines() {
        return process.errorLines();
    }

    /**
     * Waits for a line of its standard output, past or future, and returns the first that matches.
     *
     * @throws AssertionError when there is none in time, or when the other JVM ends without it; shows what it printed
     */
    public String awaitLine(Predicate<String> wanted, Duration timeout) {
        return process.awaitLine(wanted, timeout);
    }

    /** Sends a line to its standard input. */
    public void send(String line) {
        process.send(line);
    }

    /**
     * Kills it (SIGKILL) and waits until it is gone: no shutdown hook, no finally.
     *
     * @throws AssertionError when it had ended by itself before, so that the test would not test what it says
     */
    public void kill() {
        process.kill();
    }

    /** Asks it to end (SIGTERM), so that its shutdown hooks run; does not wait. */
    public void terminate() {
        process.terminate();
    }

    /** Freezes it (SIGSTOP): no thread runs, no lock is renewed, connections stay open. */
    public void suspend() {
        process.suspend();
    }

    /** Lets a frozen JVM go on (SIGCONT). */
    public void resume() {
        process.resume();
    }

    /** Waits for its end; empty when it still runs after the timeout. */
    public OptionalInt exitCode(Duration timeout) {
        return process.exitCode(timeout);
    }

    /** Kills it if it still runs. Harmless twice. */
    @Override
    public void close() {
        process.close();
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
            return new ForkedJvm(ForkedProcess.of("the forked JVM", command()).start());
        }

        /** As {@link #start}, with what it prints to its standard error added to a file. */
        public ForkedProcess start(String name, Path errors) {
            return ForkedProcess.of(name, command()).errorsTo(errors).start();
        }

        private List<String> command() {
            var command = new ArrayList<String>();
            command.add(javaHome.resolve("bin").resolve("java").toString());
            // A small machine starts several of these: no second compiler, no heap that grows by the machine's size.
            command.addAll(List.of("-Xmx" + maxHeapMegabytes + "m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
            command.addAll(jvmOptions);
            systemProperties.forEach((name, value) -> command.add("-D" + name + "=" + value));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
            command.addAll(args);
            return command;
        }
    }
}
