package io.taurine.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** One run of a shell command, with everything it starts. Whoever starts it must close it. */
final class CommandRun implements AutoCloseable {

    private static final int MAX_OUTPUT_BYTES = 32 << 20;
    private static final int ERROR_BYTES = 4 << 10;

    /** How long a command may tidy up after SIGTERM. */
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(1);

    private static final int LOOK_MILLIS = 20;

    /** How long output is waited for that something in the background may still write. */
    private static final Duration UNTIL_SILENT = Duration.ofSeconds(2);

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ProcessHandle> family = new LinkedHashSet<>();
    private final Process process;
    private final Capture output;
    private final Capture errors;

    private CommandRun(Process process, String label) {
        this.process = process;
        this.output = Capture.ofStart(process.getInputStream(), MAX_OUTPUT_BYTES, label + "-out");
        this.errors = Capture.ofEnd(process.getErrorStream(), ERROR_BYTES, label + "-err");
    }

    static CommandRun start(String command, Map<String, String> environment, String input, String label)
            throws IOException {
        // A Ctrl-C in the terminal reaches every process there; what is running is ours to end, once it had its time.
        var builder = new ProcessBuilder("/bin/sh", "-c", "trap '' INT; " + command);
        builder.environment().putAll(environment);
        var run = new CommandRun(builder.start(), label);
        run.feed(input, label + "-in");
        return run;
    }

    private void feed(String input, String threadName) {
        var thread = new Thread(
                () -> {
                    try (OutputStream stdin = process.getOutputStream()) {
                        stdin.write(input.getBytes(StandardCharsets.UTF_8));
                    } catch (IOException notRead) {
                        // A command need not read its data.
                    }
                },
                threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for its end and for what it printed, and returns its exit code. */
    int await() throws InterruptedException {
        int exitCode = process.waitFor();
        output.await(UNTIL_SILENT);
        errors.await(UNTIL_SILENT);
        return exitCode;
    }

    String output() {
        return output.text();
    }

    /** True when it printed more than {@link #output()} has. */
    boolean isOutputCut() {
        return output.isCut();
    }

    static int maxOutputBytes() {
        return MAX_OUTPUT_BYTES;
    }

    List<String> lastErrorLines(int count) {
        var lines = errors.text().lines().filter(line -> !line.isBlank()).toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** Asks it and all its descendants to end, and kills what is left a second later. */
    void terminate() {
        everybody().forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + UNTIL_KILLED.toNanos();
        try {
            while (isFamilyAlive() && System.nanoTime() < deadline) {
                // Nobody tells of the end of a process that is not our own child.
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
    }

    /** Kills whatever of it still runs. */
    @Override
    public void close() {
        if (process.isAlive() || isFamilyAlive()) {
            everybody().forEach(ProcessHandle::destroyForcibly);
        }
    }

    private boolean isFamilyAlive() {
        lock.lock();
        try {
            return family.stream().anyMatch(ProcessHandle::isAlive);
        } finally {
            lock.unlock();
        }
    }

    /** Remembers whom it saw: when a parent has died, its children can no longer be found through it. */
    private List<ProcessHandle> everybody() {
        lock.lock();
        try {
            family.add(process.toHandle());
            for (var member : List.copyOf(family)) {
                member.descendants().forEach(family::add);
            }
            return List.copyOf(family);
        } finally {
            lock.unlock();
        }
    }
}
