package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.queue.LockLostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A job while its processor runs, and what the processor may do with it. Safe to share between threads until the processor
 * returns; afterwards every call that changes the job throws {@link IllegalStateException}.
 *
 * @param <T> type of the payload
 */
public interface ActiveJob<T> {

    String id();

    String name();

    /** The payload; throws {@link io.taurine.job.PayloadException} if the stored text does not fit the type. */
    T data();

    /** The job as it was when it was claimed. */
    Job<T> job();

    /** Which attempt this is, from 1. Runs that a stall cut short, or that were moved, do not count. */
    int attempt();

    /** Value of the lock that the worker holds. */
    String token();

    /** Reports progress of any JSON form. */
    void updateProgress(Object progress);

    /** Appends a row to the job's log. */
    void log(String row);

    /** Replaces the payload, for the next attempt to see; {@link #data()} goes on to return what was claimed. */
    void updateData(@Nullable T data);

    /**
     * Renews the lock for that long. The worker renews all its locks by itself; this is for a run that will pause the JVM.
     *
     * @throws LockLostException if the lock is lost; the job then belongs to another worker
     */
    void extendLock(Duration duration);

    /**
     * Puts the job aside for that long; the attempt does not count. The processor should return at once, what it returns or
     * throws is then ignored.
     *
     * @throws LockLostException if the lock is lost
     */
    void moveToDelayed(Duration delay);

    /** Puts the job back to the front of the line; otherwise as {@link #moveToDelayed}. */
    void moveToWait();

    /**
     * Puts the job back to the front of the line and lets no job start for that long, as when a service answers that it has
     * had enough. This worker starts none in any case; other workers look only if they have a limiter or the queue a global
     * rate limit (see {@link io.taurine.queue.QueueLimits#rateLimit}). Otherwise as {@link #moveToDelayed}.
     *
     * @param duration at least 1 ms
     */
    void rateLimit(Duration duration);

    /** Tells when the run should end: by a cancel, a timeout, a lost lock, or because the worker closes. */
    CancellationSignal cancellation();

    /** True when the lock was lost: whatever the run still does, its outcome is not recorded. */
    boolean isLockLost();

    /** The same job with another payload, for an interceptor to hand on; what is stored stays as it is. */
    default ActiveJob<T> withData(T data) {
        return new JobWithData<>(this, data);
    }
}
