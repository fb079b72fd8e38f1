package io.taurine.worker;

import io.taurine.job.Job;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a worker does. Calls come one at a time, on a thread of the worker's own, in the order things happened; a slow
 * listener delays the others, never a job. What a listener throws is logged.
 *
 * @param <T> type of the payload
 */
public interface WorkerListener<T> {

    /** A job was claimed and its processor starts. */
    default void onActive(Job<T> job) {}

    /** A job completed, and Redis has recorded it. */
    default void onCompleted(Job<T> job, @Nullable Object result) {}

    /** An attempt failed, and Redis has recorded it; with {@code willRetry} false the job failed for good. */
    default void onFailed(Job<T> job, Throwable failure, boolean willRetry) {}

    /** This worker found a job whose worker had gone silent, and put it back in line. */
    default void onStalled(String jobId) {}

    /** A job of this worker reported progress. */
    default void onProgress(Job<T> job, Object progress) {}

    /** The queue had nothing to claim; once until there is a job again. */
    default void onDrained() {}

    /** A lock was lost: the outcome of the run will not be recorded. */
    default void onLockLost(Job<T> job) {}

    /** Something went wrong that is no failure of a job, for example Redis cannot be reached. Logged in any case. */
    default void onError(Throwable error) {}

    /** Locks of running jobs were renewed; those that were lost are told by {@link #onLockLost}. */
    default void onLocksRenewed(List<String> jobIds) {}

    /** Locks could not be renewed: they are lost, or Redis was not reached, which is tried again. */
    default void onLockRenewalFailed(List<String> jobIds) {}

    /** The worker was told to claim nothing more for a while. Only this worker: {@code QueueEvents} tells of the queue's pauses. */
    default void onPaused() {}

    /** The worker claims again. */
    default void onResumed() {}

    /** The worker was told to close, and waits for running jobs. */
    default void onClosing() {}

    /** The worker has stopped; nothing comes after this. */
    default void onClosed() {}
}
