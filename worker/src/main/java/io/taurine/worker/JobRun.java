package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.Queue;
import io.taurine.queue.internal.Settlement;
import io.taurine.worker.internal.RunSignal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run of one job, from claim to settlement. Exactly one party decides how it ends: the processor by returning, the
 * processor by moving the job, the timeout, the loss of the lock, or the worker that closes.
 */
final class JobRun<T> extends HeldJob<T> implements ActiveJob<T> {

    /** Who decided the end of the run. */
    enum Phase {
        RUNNING,
        /** Its outcome is being recorded. */
        SETTLING,
        /** The processor moved the job itself. */
        MOVED,
        /** The worker stopped waiting for it; its thread may still be busy. */
        ABANDONED
    }

    private final RunHost<T> host;
    private final RunSignal signal;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.RUNNING);

    /** Guarded by the phase: a lock of its own would be one more object for each job. */
    private @Nullable Thread thread;

    private volatile @Nullable Decoded<T> decoded;
    private final AtomicBoolean lockLost = new AtomicBoolean();
    private final AtomicReference<@Nullable String> jobCancelled = new AtomicReference<>();
    private volatile long lockedUntilNanos;
    private volatile @Nullable Future<?> timeout;
    private volatile @Nullable TracedRun trace;
    private volatile long ranNanos;
    private volatile Duration timeLimit = Duration.ZERO;

    JobRun(Job<T> job, String token, Queue<T> queue, RunHost<T> host, long lockedUntilNanos) {
        super(job, token, queue);
        this.host = host;
        this.signal = new RunSignal(host::aside);
        this.lockedUntilNanos = lockedUntilNanos;
    }

    /** What a run needs of its worker. */
    interface RunHost<T> {

        /** Settles a job by its processor's wish and waits for Redis; throws LockLostException if the lock is lost. */
        void settleNow(JobRun<T> run, Settlement settlement, String operation);

        /**
         * Puts a job aside until its children are done, and waits for Redis; false when none is pending. Throws
         * FailedChildrenException, and the run goes on, or LockLostException.
         */
        boolean waitForChildrenNow(JobRun<T> run, Settlement settlement);

        /** Starts no more jobs for that long, here and wherever limits are looked at. */
        void limitRateNow(Duration duration);

        void extendLockNow(JobRun<T> run, Duration duration);

        void progressed(JobRun<T> run, Object progress);

        /** Interrupts a run that has its signal, after a while; false when that is to be done at once. */
        boolean interruptLater(JobRun<T> run);

        /** Runs user code on a thread that nothing else waits for. */
        void aside(Runnable userCode);
    }

    /** Claims the right to decide how the run ends. */
    boolean end(Phase how) {
        return phase.compareAndSet(Phase.RUNNING, how);
    }

    Phase phase() {
        return Objects.requireNonNull(phase.get());
    }

    void enter(Thread runner) {
        synchronized (phase) {
            thread = runner;
            if (signal.isCancelled()) {
                runner.interrupt();
            }
        }
    }

    /** After this no interrupt of ours can hit the thread, which may run something else next. */
    void leave() {
        synchronized (phase) {
            thread = null;
        }
        Thread.interrupted();
        var pending = timeout;
        if (pending != null) {
            pending.cancel(false);
        }
    }

    /** Sets the signal and interrupts the thread; false when the run was cancelled before. */
    boolean cancelRun(CancellationSignal.Reason reason, String message) {
        if (!signal.cancel(reason, message)) {
            return false;
        }
        var isPatient = reason == CancellationSignal.Reason.CANCELLED || reason == CancellationSignal.Reason.TIMEOUT;
        if (!isPatient || !host.interruptLater(this)) {
            interrupt();
        }
        return true;
    }

    void interrupt() {
        synchronized (phase) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** Notes that the job itself was cancelled, not only this run, and tells the run; false when that was known. */
    boolean cancelJob(String message) {
        if (!jobCancelled.compareAndSet(null, message)) {
            return false;
        }
        cancelRun(CancellationSignal.Reason.CANCELLED, message);
        return true;
    }

    /** Why the job was cancelled; null when it was not. */
    @Nullable
    String jobCancelled() {
        return jobCancelled.get();
    }

    /** What is scheduled to end this run; takes the place of what was. */
    void timeoutScheduled(Future<?> scheduled) {
        var before = timeout;
        timeout = scheduled;
        if (before != null) {
            before.cancel(false);
        }
    }

    /** Its span, from now on. */
    void traced(TracedRun span) {
        trace = span;
    }

    /** Null without telemetry, and for a run that never started. */
    @Nullable
    TracedRun trace() {
        return trace;
    }

    void ranFor(long nanos) {
        ranNanos = nanos;
    }

    Duration ranFor() {
        return Duration.ofNanos(ranNanos);
    }

    void limitedTo(Duration limit) {
        timeLimit = limit;
    }

    /** How long it may take; zero where nothing was said. */
    Duration timeLimit() {
        return timeLimit;
    }

    RunSignal signal() {
        return signal;
    }

    /** When the lock expires unless it is renewed, by the worker's nano clock. */
    long lockedUntilNanos() {
        return lockedUntilNanos;
    }

    void lockedUntil(long nanos) {
        lockedUntilNanos = nanos;
    }

    /** Notes that the lock is lost and tells the run; false when that was known. A run may have been cancelled before. */
    boolean loseLock() {
        if (!lockLost.compareAndSet(false, true)) {
            return false;
        }
        cancelRun(CancellationSignal.Reason.LOCK_LOST, "the lock was lost");
        return true;
    }

    @Override
    public T data() {
        var known = decoded;
        if (known == null) {
            known = new Decoded<>(job.data());
            decoded = known;
        }
        return known.data();
    }

    private record Decoded<T>(T data) {}

    @Override
    public void updateProgress(Object progress) {
        requireRunning();
        queue.updateProgress(job.id(), progress);
        host.progressed(this, progress);
    }

    @Override
    public void log(String row) {
        requireRunning();
        queue.addJobLog(job.id(), row);
    }

    @Override
    public void updateData(@Nullable T newData) {
        requireRunning();
        queue.updateData(job.id(), newData);
    }

    @Override
    public void extendLock(Duration duration) {
        requireRunning();
        host.extendLockNow(this, duration);
    }

    @Override
    public void moveToDelayed(Duration delay) {
        WorkerBuilder.requireDelay(delay);
        move(Settlement.postpone(job.id(), token, delay.toMillis()), "moveToDelayed");
    }

    @Override
    public void moveToWait() {
        move(Settlement.requeue(job.id(), token), "moveToWait");
    }

    @Override
    public void rateLimit(Duration duration) {
        WorkerBuilder.requireRateLimit(duration);
        if (!end(Phase.MOVED)) {
            throw ended();
        }
        // First the limit, then the job: the other way round a worker could start it in between.
        try {
            host.limitRateNow(duration);
        } finally {
            host.settleNow(this, Settlement.requeue(job.id(), token), "rateLimit");
        }
    }

    @Override
    public boolean moveToWaitingChildren() {
        return waitForChildren("");
    }

    @Override
    public boolean moveToWaitingChildren(JobParent child) {
        return waitForChildren(child.key());
    }

    private boolean waitForChildren(String childKey) {
        if (!end(Phase.MOVED)) {
            throw ended();
        }
        var moved = true;
        try {
            moved = host.waitForChildrenNow(this, Settlement.waitForChildren(job.id(), token, childKey));
        } catch (FailedChildrenException refused) {
            moved = false;
            throw refused;
        } finally {
            if (!moved) {
                phase.compareAndSet(Phase.MOVED, Phase.RUNNING);
            }
        }
        return moved;
    }

    private void move(Settlement settlement, String operation) {
        if (!end(Phase.MOVED)) {
            throw ended();
        }
        host.settleNow(this, settlement, operation);
    }

    private void requireRunning() {
        if (phase.get() != Phase.RUNNING) {
            throw ended();
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException(
                "The run of job " + job.id() + " in queue " + job.queueName() + " has ended (" + phase.get() + ")");
    }

    @Override
    public CancellationSignal cancellation() {
        return signal;
    }

    @Override
    public boolean isLockLost() {
        return lockLost.get();
    }

    @Override
    public String toString() {
        return "Run of " + job;
    }
}
