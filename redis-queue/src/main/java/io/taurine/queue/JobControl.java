package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The side of a {@link Queue} that changes one job. Every method throws {@link JobNotFoundException} for an unknown id unless
 * it says otherwise.
 *
 * @param <T> type of the payload
 */
public interface JobControl<T> {

    /** Makes a delayed job claimable now. {@link JobNotInStateException} if it is not delayed. */
    default void promote(String id) {
        result(promoteAsync(id));
    }

    CompletionStage<@Nullable Void> promoteAsync(String id);

    /** Lets a delayed job wait this long from now. {@link JobNotInStateException} if it is not delayed. */
    default void changeDelay(String id, Duration delay) {
        result(changeDelayAsync(id, delay));
    }

    CompletionStage<@Nullable Void> changeDelayAsync(String id, Duration delay);

    /** Changes the priority, 0 for none, and moves a job that is in line accordingly, behind its equals. */
    default void changePriority(String id, int priority) {
        result(changePriorityAsync(id, priority));
    }

    default CompletionStage<@Nullable Void> changePriorityAsync(String id, int priority) {
        return changePriorityAsync(id, priority, false);
    }

    /** As {@link #changePriority(String, int)}; with {@code lifo} the job goes before its equals. */
    default void changePriority(String id, int priority, boolean lifo) {
        result(changePriorityAsync(id, priority, lifo));
    }

    CompletionStage<@Nullable Void> changePriorityAsync(String id, int priority, boolean lifo);

    /** Runs a failed job again. {@link JobNotInStateException} if it has not failed. */
    default void retry(String id) {
        result(retryAsync(id));
    }

    default CompletionStage<@Nullable Void> retryAsync(String id) {
        return retryAsync(id, RetryOptions.failed());
    }

    /** Runs a finished job again, in the state and with the counters that the options name. */
    default void retry(String id, RetryOptions options) {
        result(retryAsync(id, options));
    }

    CompletionStage<@Nullable Void> retryAsync(String id, RetryOptions options);

    /**
     * Removes a job with its log and with all its children, wherever they are. False when there was no such job. A parent
     * that waited for it no longer does. A tree of up to fifty jobs goes at once; of a larger one first the branches go, page by
     * page, and a worker that takes one of the children in between stops the removal, which can be repeated.
     *
     * @throws JobLockedException if a worker holds it or a child that it waits for
     * @throws IllegalStateException if its children are nested more than a thousand levels deep
     * @throws SchedulerJobException if it is the next run of a job scheduler
     */
    default boolean remove(String id) {
        return result(removeAsync(id));
    }

    default CompletionStage<Boolean> removeAsync(String id) {
        return removeAsync(id, true);
    }

    /**
     * As {@link #remove(String)}; without {@code removeChildren} the children stay, run, and find no parent to tell, and only
     * the job's own lock counts.
     */
    default boolean remove(String id, boolean removeChildren) {
        return result(removeAsync(id, removeChildren));
    }

    CompletionStage<Boolean> removeAsync(String id, boolean removeChildren);

    /**
     * Sees to it that a job is not run, or not any longer, wherever it is: one that no worker holds fails at once, a run on a
     * worker of Taurine in any process gets its signal and its interrupt within a second, and fails without a retry. Harmless
     * twice: the first reason stays. Never throws {@link JobNotFoundException}; the outcome tells.
     *
     * @param reason becomes the job's {@code failedReason}; not blank
     * @throws SchedulerJobException if it is the next run of a job scheduler, which would end with it
     */
    default CancelOutcome cancel(String id, String reason) {
        return result(cancelAsync(id, reason));
    }

    default CompletionStage<CancelOutcome> cancelAsync(String id, String reason) {
        return cancelAsync(id, CancelOptions.because(reason));
    }

    /**
     * As {@link #cancel(String, String)}, with options.
     *
     * @throws JobLockedException if the job is to be removed and a worker holds a child of it
     */
    default CancelOutcome cancel(String id, CancelOptions options) {
        return result(cancelAsync(id, options));
    }

    CompletionStage<CancelOutcome> cancelAsync(String id, CancelOptions options);

    /** Replaces the payload. A worker that runs the job already does not see it before its next attempt. */
    default void updateData(String id, @Nullable T data) {
        result(updateDataAsync(id, data));
    }

    CompletionStage<@Nullable Void> updateDataAsync(String id, @Nullable T data);

    /** Stores a progress of any JSON form and tells it to the listeners. */
    default void updateProgress(String id, Object progress) {
        result(updateProgressAsync(id, progress));
    }

    CompletionStage<@Nullable Void> updateProgressAsync(String id, Object progress);

    /** Appends a row to the job's log, keeping the newest rows that the job's {@code keepLogs} allows. Returns their number. */
    default long addJobLog(String id, String row) {
        return result(addJobLogAsync(id, row));
    }

    CompletionStage<Long> addJobLogAsync(String id, String row);

    /** Removes a job's log; returns how many rows are left, which is 0. Unknown jobs have none. */
    default long clearJobLogs(String id) {
        return result(clearJobLogsAsync(id));
    }

    default CompletionStage<Long> clearJobLogsAsync(String id) {
        return clearJobLogsAsync(id, 0);
    }

    /** Removes all but the newest rows of a job's log; returns how many are left. */
    default long clearJobLogs(String id, int keep) {
        return result(clearJobLogsAsync(id, keep));
    }

    CompletionStage<Long> clearJobLogsAsync(String id, int keep);

    /**
     * Frees a deduplication id, so that the next add with it stores a job whatever became of its owner. The owner itself is
     * left alone, and so is what it is to be followed by. False when nobody held the id; needs no job.
     */
    default boolean removeDeduplicationKey(String deduplicationId) {
        return result(removeDeduplicationKeyAsync(deduplicationId));
    }

    CompletionStage<Boolean> removeDeduplicationKeyAsync(String deduplicationId);

    /** Frees the deduplication id of this job, if the job owns it; false when it has none or another job owns it by now. */
    default boolean removeDeduplicationKeyOfJob(String id) {
        return result(removeDeduplicationKeyOfJobAsync(id));
    }

    CompletionStage<Boolean> removeDeduplicationKeyOfJobAsync(String id);
}
