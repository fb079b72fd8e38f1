package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The side of a {@link Queue} that looks. Nothing here changes a job, and no call ships more than a bounded page.
 *
 * @param <T> type of the payload
 */
public interface JobInspector<T> {

    /** Most jobs or log rows that one call returns. */
    int MAX_PAGE = 1000;

    /** The job with that id; empty when there is none. */
    default Optional<Job<T>> getJob(String id) {
        return result(getJobAsync(id));
    }

    CompletionStage<Optional<Job<T>>> getJobAsync(String id);

    /** Where the job is; {@link JobState#UNKNOWN} when nowhere. */
    default JobState getJobState(String id) {
        return result(getJobStateAsync(id));
    }

    CompletionStage<JobState> getJobStateAsync(String id);

    /** How many jobs are in each state. */
    default JobCounts getJobCounts() {
        return result(getJobCountsAsync());
    }

    CompletionStage<JobCounts> getJobCountsAsync();

    /** As {@link #getJobCounts}, and sets the gauge {@code bullmq.queue.jobs} of the queue's telemetry for each state. */
    default JobCounts recordJobCounts() {
        return result(recordJobCountsAsync());
    }

    CompletionStage<JobCounts> recordJobCountsAsync();

    /** How many waiting and prioritized jobs have each of these priorities; 0 is plain waiting. */
    default Map<Integer, Long> getCountsPerPriority(List<Integer> priorities) {
        return result(getCountsPerPriorityAsync(priorities));
    }

    CompletionStage<Map<Integer, Long>> getCountsPerPriorityAsync(List<Integer> priorities);

    /**
     * A page of the jobs in a state: completed and failed with the newest end first, all others with the next to be served
     * first. Jobs whose data vanished in between are left out.
     *
     * @param from index of the first, from 0
     * @param to index of the last, inclusive; at most {@value #MAX_PAGE} jobs in all
     */
    default List<Job<T>> getJobs(JobState state, long from, long to) {
        return result(getJobsAsync(state, from, to));
    }

    CompletionStage<List<Job<T>>> getJobsAsync(JobState state, long from, long to);

    /** As {@link #getJobs(JobState, long, long)}, with the order chosen: ascending is next to be served or oldest end first. */
    default List<Job<T>> getJobs(JobState state, long from, long to, boolean ascending) {
        return result(getJobsAsync(state, from, to, ascending));
    }

    CompletionStage<List<Job<T>>> getJobsAsync(JobState state, long from, long to, boolean ascending);

    /** Rows of a job's log, oldest first, at most {@value #MAX_PAGE}; empty for an unknown job. */
    default JobLogs getJobLogs(String id, long from, long to) {
        return result(getJobLogsAsync(id, from, to));
    }

    CompletionStage<JobLogs> getJobLogsAsync(String id, long from, long to);

    /** Id of the job that owns this deduplication id, which may have ended if the id is held for a time; empty if none does. */
    default Optional<String> getDeduplicationJobId(String deduplicationId) {
        return result(getDeduplicationJobIdAsync(deduplicationId));
    }

    CompletionStage<Optional<String>> getDeduplicationJobIdAsync(String deduplicationId);

    /** True when the whole queue is paused, by whichever client. */
    default boolean isPaused() {
        return result(isPausedAsync());
    }

    CompletionStage<Boolean> isPausedAsync();

    /** Names of the connected workers, empty text for one without a name; Java and BullMQ workers alike. */
    default List<String> getWorkers() {
        return result(getWorkersAsync());
    }

    CompletionStage<List<String>> getWorkersAsync();

    /**
     * Waits for a job to end and returns its result; empty when it returned nothing. The first call opens a connection that
     * listens to the queue's events, closed with the queue. An outage of Redis is waited out, up to the timeout.
     *
     * @throws JobFailedException if it failed for good
     * @throws JobNotFoundException if there is no such job; one that is removed when it ends can only be waited for while it
     *     runs
     * @throws JobWaitTimeoutException if it did not end in time
     */
    default <R> Optional<R> waitUntilFinished(String id, Duration timeout, Class<R> resultType) {
        return result(waitUntilFinishedAsync(id, timeout, resultType));
    }

    <R> CompletionStage<Optional<R>> waitUntilFinishedAsync(String id, Duration timeout, Class<R> resultType);
}
