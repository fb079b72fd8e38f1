package io.taurine.worker.sandbox;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The processes of one sandbox: started when a job needs one, used again, and ended when they are of no more use. */
final class SandboxPool {

    /** How long a process may take to end that was asked to and has nothing to do. */
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(2);

    private final SandboxSettings settings;
    private final Semaphore permits;
    private final Set<SandboxProcess> all = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor reaper;
    private final ReentrantLock lock = new ReentrantLock();

    /** The one used last comes first, so that the others grow idle. */
    @GuardedBy("lock")
    private final Deque<Idle> idle = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean closed;

    SandboxPool(SandboxSettings settings) {
        this.settings = settings;
        this.permits = new Semaphore(settings.maxProcesses, true);
        this.reaper = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "taurine-sandbox-reaper");
            thread.setDaemon(true);
            return thread;
        });
        var interval = Math.max(1, settings.idleTimeout.toMillis() / 2);
        reaper.scheduleWithFixedDelay(this::reapIdle, interval, interval, TimeUnit.MILLISECONDS);
    }

    private record Idle(SandboxProcess process, long sinceNanos) {}

    /** A process without a job, which {@link #giveBack} must follow. Waits while there are as many as allowed. */
    SandboxProcess take() throws InterruptedException {
        permits.acquire();
        try {
            var waiting = takeIdle();
            return waiting == null ? start() : waiting;
        } catch (InterruptedException | RuntimeException | Error e) {
            permits.release();
            throw e;
        }
    }

    private @Nullable SandboxProcess takeIdle() {
        while (true) {
            Idle next;
            lock.lock();
            try {
                requireOpen();
                next = idle.poll();
            } finally {
                lock.unlock();
            }
            if (next == null || next.process.isReusable()) {
                return next == null ? null : next.process;
            }
            retire(next.process);
        }
    }

    private SandboxProcess start() throws InterruptedException {
        var process = SandboxProcess.start(settings);
        all.add(process);
        lock.lock();
        try {
            requireOpen();
        } catch (IllegalStateException closedMeanwhile) {
            forget(process);
            throw closedMeanwhile;
        } finally {
            lock.unlock();
        }
        return process;
    }

    @GuardedBy("lock")
    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The sandbox of " + settings.processorClass + " is closed");
        }
    }

    void giveBack(SandboxProcess process) {
        var kept = false;
        lock.lock();
        try {
            if (!closed && process.isReusable()) {
                idle.push(new Idle(process, settings.nanos.getAsLong()));
                kept = true;
            }
        } finally {
            lock.unlock();
        }
        if (!kept) {
            retire(process);
        }
        permits.release();
    }

    void prestart(int processes) {
        if (processes < 0 || processes > settings.maxProcesses) {
            throw new IllegalArgumentException(
                    "processes must be between 0 and maxProcesses " + settings.maxProcesses + ", was " + processes);
        }
        var taken = new ArrayList<SandboxProcess>();
        try {
            while (taken.size() < processes) {
                taken.add(take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("Interrupted while sandbox processes were started", e);
        } finally {
            taken.forEach(this::giveBack);
        }
    }

    int size() {
        return all.size();
    }

    void reapIdle() {
        var old = new ArrayList<SandboxProcess>();
        lock.lock();
        try {
            var now = settings.nanos.getAsLong();
            idle.removeIf(waiting -> {
                var isOld = now - waiting.sinceNanos >= settings.idleTimeout.toNanos() || !waiting.process.isReusable();
                return isOld && old.add(waiting.process);
            });
        } finally {
            lock.unlock();
        }
        old.forEach(this::retire);
    }

    /** Ends a process that has no job, on another thread if it has to be waited for. */
    private void retire(SandboxProcess process) {
        if (!process.isAlive()) {
            forget(process);
            return;
        }
        process.requestStop();
        try {
            reaper.execute(() -> {
                awaitEnd(List.of(process), UNTIL_KILLED);
                forget(process);
            });
        } catch (RejectedExecutionException closedMeanwhile) {
            forget(process);
        }
    }

    private void forget(SandboxProcess process) {
        process.kill();
        all.remove(process);
    }

    private static void awaitEnd(List<SandboxProcess> processes, Duration bound) {
        var deadline = System.nanoTime() + bound.toNanos();
        try {
            for (var process : processes) {
                process.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void close(Duration bound) {
        var idleOnes = new ArrayList<SandboxProcess>();
        lock.lock();
        try {
            closed = true;
            idle.forEach(waiting -> idleOnes.add(waiting.process));
            idle.clear();
        } finally {
            lock.unlock();
        }
        reaper.shutdownNow();
        var everyone = List.copyOf(all);
        idleOnes.forEach(SandboxProcess::requestStop);
        everyone.stream().filter(process -> !idleOnes.contains(process)).forEach(SandboxProcess::requestEnd);
        awaitEnd(everyone, bound);
        everyone.forEach(SandboxProcess::kill);
        awaitEnd(everyone, UNTIL_KILLED);
        everyone.forEach(this::forget);
    }
}
