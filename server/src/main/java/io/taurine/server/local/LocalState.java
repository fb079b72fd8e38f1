package io.taurine.server.local;

import io.taurine.server.child.ChildJvms;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.HandlerThreads;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that a runner knows, and the lock that guards it. What is not said to take the lock wants to be called with it. */
final class LocalState {

    /** Ends of an attempt. */
    private static final Set<JobEvent.Kind> ENDS = EnumSet.of(
            JobEvent.Kind.SUCCEEDED,
            JobEvent.Kind.RETRYING,
            JobEvent.Kind.FAILED,
            JobEvent.Kind.CANCELLED,
            JobEvent.Kind.TIMED_OUT,
            JobEvent.Kind.LOST);

    private enum Phase {
        NEW,
        RUNNING,
        CLOSED
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition runEnded = lock.newCondition();
    private final RunnerSetup setup;
    private final LocalTime time;
    private final EventThread events;
    private final HandlerThreads threads;
    private final ChildJvms children;
    private final Map<String, LocalQueue> queues = new LinkedHashMap<>();
    private final Map<String, LocalJob> jobs = new HashMap<>();
    private final Map<String, LocalJob> byIdempotencyKey = new HashMap<>();
    private final Set<Attempt> attempts = new HashSet<>();
    private final Map<RunsOn, Integer> taken = new HashMap<>();
    private Phase phase = Phase.NEW;
    private long lastOrder;

    LocalState(RunnerSetup setup, LocalTime time) {
        this.setup = setup;
        this.time = time;
        this.events = new EventThread(setup.workerId());
        this.threads = new HandlerThreads("taurine-local-" + setup.workerId());
        this.children = new ChildJvms(setup);
        setup.definitions().keys().forEach(this::queue);
    }

    RunnerSetup setup() {
        return setup;
    }

    LocalTime time() {
        return time;
    }

    /** To the millisecond, as everywhere in the engine. */
    Instant now() {
        return Instant.ofEpochMilli(time.millis());
    }

    HandlerThreads threads() {
        return threads;
    }

    ChildJvms children() {
        return children;
    }

    EventThread events() {
        return events;
    }

    /** Takes the lock. */
    <T extends @Nullable Object> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the lock. */
    void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * As {@link #locked(Supplier)}.
     *
     * @throws IllegalStateException if it has not started, or is closed
     */
    <T extends @Nullable Object> T whenRunning(Supplier<T> work) {
        return locked(() -> {
            if (phase != Phase.RUNNING) {
                throw new IllegalStateException(
                        phase == Phase.NEW ? "The runner has not been started" : "The runner is closed");
            }
            return work.get();
        });
    }

    boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    /** False when it was started before. */
    boolean start() {
        if (phase == Phase.CLOSED) {
            throw new IllegalStateException("The runner is closed; make another one");
        }
        var isNew = phase == Phase.NEW;
        phase = Phase.RUNNING;
        return isNew;
    }

    /** False when it was closed before. */
    boolean close() {
        var isFirst = phase != Phase.CLOSED;
        phase = Phase.CLOSED;
        return isFirst;
    }

    /** Those of definitions that are gone included. */
    List<LocalQueue> queues() {
        return List.copyOf(queues.values());
    }

    /** Throws what {@link VersionChoice#newest} does. */
    LocalQueue queue(String key) {
        var known = VersionChoice.newest(setup.definitions(), key).key();
        return queues.computeIfAbsent(known, absent -> new LocalQueue(known, setup.definitions(), setup.settings()));
    }

    Collection<LocalJob> jobs() {
        return jobs.values();
    }

    @Nullable
    LocalJob find(String jobId) {
        return jobs.get(jobId);
    }

    LocalJob job(String jobId) {
        var job = jobs.get(jobId);
        if (job == null) {
            throw new NoSuchJobException("There is no job " + jobId + ", or no more");
        }
        return job;
    }

    @Nullable
    LocalJob byIdempotencyKey(String key) {
        return byIdempotencyKey.get(key);
    }

    LocalJob add(NewJob from) {
        var job = new LocalJob(from, queue(from.definition().key()), ++lastOrder, now());
        jobs.put(job.id(), job);
        if (job.idempotencyKey != null) {
            byIdempotencyKey.put(job.idempotencyKey, job);
        }
        return job;
    }

    void remove(LocalJob job) {
        job.cancelAlarm();
        job.queue.forget(job);
        jobs.remove(job.id());
        if (job.idempotencyKey != null) {
            byIdempotencyKey.remove(job.idempotencyKey);
        }
    }

    /** For a place in line. */
    long nextPlace() {
        return ++lastOrder;
    }

    boolean hasRoom(RunsOn kind) {
        return attempts.size() < setup.maxConcurrency() && taken.getOrDefault(kind, 0) < threads.most(kind);
    }

    void enter(Attempt attempt) {
        attempts.add(attempt);
        taken.merge(attempt.runsOn(), 1, Integer::sum);
        attempt.job().queue.take();
    }

    void leave(Attempt attempt) {
        attempts.remove(attempt);
        taken.merge(attempt.runsOn(), -1, Integer::sum);
        attempt.job().queue.release();
        runEnded.signalAll();
    }

    List<Attempt> attempts() {
        return new ArrayList<>(attempts);
    }

    /** Gives the lock up while it waits; false when something still runs after that. */
    boolean awaitRuns(Duration longest) {
        var left = TimeUnit.NANOSECONDS.convert(longest);
        try {
            while (!attempts.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = runEnded.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void tell(JobEvent.Kind kind, LocalJob job, String executionId, Map<String, Object> details) {
        var told = details;
        if (ENDS.contains(kind) && !executionId.isEmpty()) {
            // Whoever keeps the history knows by this which lines are of this attempt.
            told = new HashMap<>(details);
            told.put("logged", job.lines.count());
        }
        events.tell(new JobEvent(kind, job.id(), executionId, job.queue.key(), now(), told));
    }
}
