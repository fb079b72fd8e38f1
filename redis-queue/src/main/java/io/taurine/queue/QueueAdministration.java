package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.job.JobState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The side of a {@link Queue} that changes many jobs or the queue itself. What touches many jobs works in bounded steps, so
 * that other clients are served in between: each job moves in one piece, the whole does not.
 */
public interface QueueAdministration {

    /** Stops all workers of the queue, in every language, from claiming; running jobs go on. Survives restarts. */
    default void pause() {
        result(pauseAsync());
    }

    CompletionStage<@Nullable Void> pauseAsync();

    /** Ends a pause. Harmless when the queue is not paused. */
    default void resume() {
        result(resumeAsync());
    }

    CompletionStage<@Nullable Void> resumeAsync();

    /** Runs again every failed job that failed before now; returns how many. Priorities are not looked at, as in BullMQ. */
    default long retryJobs() {
        return result(retryJobsAsync());
    }

    default CompletionStage<Long> retryJobsAsync() {
        return retryJobsAsync(JobState.FAILED, Instant.now());
    }

    /** As {@link #retryJobs()}, for jobs that are failed or completed and ended no later than {@code until}. */
    default long retryJobs(JobState from, Instant until) {
        return result(retryJobsAsync(from, until));
    }

    CompletionStage<Long> retryJobsAsync(JobState from, Instant until);

    /** Makes every job that is delayed now claimable; returns how many. */
    default long promoteJobs() {
        return result(promoteJobsAsync());
    }

    CompletionStage<Long> promoteJobsAsync();

    /**
     * Removes every waiting and prioritized job, and with {@code delayed} the delayed ones too. Returns how many. Of those that
     * are added meanwhile some may go too; it ends although they keep coming.
     */
    default long drain(boolean delayed) {
        return result(drainAsync(delayed));
    }

    CompletionStage<Long> drainAsync(boolean delayed);

    /**
     * Removes jobs older than {@code grace}, oldest first: finished ones by their end, others by when they last ran or were
     * created. Active jobs only when nobody holds their lock. Returns the ids.
     *
     * @param limit most jobs to remove, 1 to 100,000
     * @param state any but waiting-children and unknown
     */
    default List<String> clean(Duration grace, int limit, JobState state) {
        return result(cleanAsync(grace, limit, state));
    }

    CompletionStage<List<String>> cleanAsync(Duration grace, int limit, JobState state);

    /**
     * Pauses the queue and removes it with all its jobs.
     *
     * @param force true removes jobs that are running, too
     * @throws QueueStateException if jobs are running and {@code force} is false, if the queue is resumed meanwhile, or if jobs
     *     are added faster than they can be removed; unless it was resumed, the queue stays paused
     */
    default void obliterate(boolean force) {
        result(obliterateAsync(force));
    }

    CompletionStage<@Nullable Void> obliterateAsync(boolean force);

    /**
     * Removes what is left of jobs that are in no state, as a client that died half way, or somebody's redis-cli, may leave
     * them; returns of how many. Walks over the names of all keys of the server and through the line of waiting jobs, in calls
     * of a few milliseconds at most: for a quiet hour. A million waiting jobs take about 16 MB of memory here meanwhile.
     */
    default long removeOrphanedJobs() {
        return result(removeOrphanedJobsAsync());
    }

    CompletionStage<Long> removeOrphanedJobsAsync();

    /** Removes the key {@code priority} that BullMQ 3 left; false when there was none. */
    default boolean removeDeprecatedPriorityKey() {
        return result(removeDeprecatedPriorityKeyAsync());
    }

    CompletionStage<Boolean> removeDeprecatedPriorityKeyAsync();

    /** Cuts the event stream to about that many entries; returns how many went. */
    default long trimEvents(long maxLength) {
        return result(trimEventsAsync(maxLength));
    }

    CompletionStage<Long> trimEventsAsync(long maxLength);
}
