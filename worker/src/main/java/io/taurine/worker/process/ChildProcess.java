package io.taurine.worker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process with everything it starts. Whoever starts it must close it, which kills what is left of it. What a process had
 * started before it died by itself is no longer known and lives on. Safe to share between threads.
 */
public final class ChildProcess implements AutoCloseable {

    private static final int LOOK_MILLIS = 20;
    private static final Map<Integer, String> SIGNALS = Map.of(
            1, "SIGHUP", 2, "SIGINT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV",
            15, "SIGTERM");

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ProcessHandle> family = new LinkedHashSet<>();
    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    public static ChildProcess start(ProcessBuilder builder) throws IOException {
        return new ChildProcess(builder.start());
    }

    public long pid() {
        return process.pid();
    }

    /** Its standard input. */
    public OutputStream input() {
        return process.getOutputStream();
    }

    /** Its standard output. */
    public InputStream output() {
        return process.getInputStream();
    }

    /** Its standard error. */
    public InputStream errors() {
        return process.getErrorStream();
    }

    /** True while the process itself runs, whatever it started. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end and returns its exit code: 128 + n when signal n ended it. */
    public int await() throws InterruptedException {
        return process.waitFor();
    }

    /** As {@link #await()}; empty when it still runs after that time. */
    public OptionalInt await(Duration timeout) throws InterruptedException {
        return process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
                ? OptionalInt.of(process.exitValue())
                : OptionalInt.empty();
    }

    /** An exit code for people: {@code exit code 3}, or {@code exit code 137 (SIGKILL)}. */
    public static String describe(int exitCode) {
        var signal = SIGNALS.get(exitCode - 128);
        return "exit code " + exitCode + (signal == null ? "" : " (" + signal + ")");
    }

    /** Asks it and all its descendants to end (SIGTERM), and does not wait. */
    public void requestEnd() {
        everybody().forEach(ProcessHandle::destroy);
    }

    /** Asks it and all its descendants to end, and kills what is left after that time. */
    public void terminate(Duration grace) {
        requestEnd();
        long deadline = System.nanoTime() + grace.toNanos();
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

    /** Kills whatever of it still runs (SIGKILL). Harmless twice. */
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
