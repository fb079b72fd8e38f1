package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.JobDependencies;
import io.taurine.queue.LockLostException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job while its processor runs, and what the processor may do with it. Safe to share between threads until the processor
 * returns; afterwards every call that changes the job throws {@link IllegalStateException}.
 *
 * @param <T> type of the payload
 */
public interface ActiveJob<T> {

    default String id() {
        return job().id();
    }

    default String name() {
        return job().name();
    }

    /** The payload; throws {@link io.taurine.job.PayloadException} if the stored text does not fit the type. */
    T data();

    /** The job as it was when it was claimed. */
    Job<T> job();

    /** Which attempt this is, from 1. Runs that a stall cut short, or that were moved, do not count. */
    default int attempt() {
        return job().attemptsMade() + 1;
    }

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

    /** What the option {@code parent} of a job takes that is to become a child of this one. */
    JobParent asParent();

    /** The results of the children that have completed, by full Redis key; those of other types than asked for throw. */
    <R> Map<String, @Nullable R> getChildrenValues(Class<R> type);

    /** Why those children failed that this job does without, by full Redis key. */
    Map<String, String> getIgnoredChildrenFailures();

    /** All children as of one moment. */
    JobDependencies getDependencies();

    /** How many children there are of each kind. */
    DependenciesCount getDependenciesCount();

    /**
     * Puts the job aside until none of its children is pending any more; the attempt does not count. When true, the processor
     * should return at once, what it returns or throws is then ignored; the job is run from its start again, and finds its
     * own way on by what it wrote with {@link #updateData} before. False when no child is pending: the run goes on.
     *
     * @throws FailedChildrenException if a child failed that fails this job; let it through, the job then fails for good
     * @throws LockLostException if the lock is lost
     */
    boolean moveToWaitingChildren();

    /**
     * As {@link #moveToWaitingChildren()} if that child is pending; the job runs again when no child is pending any more.
     *
     * @param child id and {@code prefix:queue} of the child, as {@code JobHandle.asParent()} or a key tell them
     */
    boolean moveToWaitingChildren(JobParent child);

    /** Tells when the run should end: by a cancel, a timeout, a lost lock, or because the worker closes. */
    CancellationSignal cancellation();

    /** True when the lock was lost: whatever the run still does, its outcome is not recorded. */
    boolean isLockLost();

    /** The same job with another payload, for an interceptor to hand on; what is stored stays as it is. */
    default ActiveJob<T> withData(T data) {
        return new JobWithData<>(this, data);
    }
}
