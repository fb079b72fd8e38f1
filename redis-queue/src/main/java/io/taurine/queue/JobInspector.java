package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.job.TypeRef;
import java.time.Duration;
import java.time.Instant;
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

    /** How many jobs still have to run: waiting, prioritized, delayed and waiting for children. */
    default long count() {
        return result(countAsync());
    }

    default CompletionStage<Long> countAsync() {
        return getJobCountsAsync().thenApply(JobCounts::pending);
    }

    /** How many delayed jobs are due before that instant. */
    default long getDelayedCount(Instant before) {
        return result(getDelayedCountAsync(before));
    }

    CompletionStage<Long> getDelayedCountAsync(Instant before);

    /** When a delayed job is due, by Redis's clock; empty when it is not delayed. */
    default Optional<Instant> getDueTime(String id) {
        return result(getDueTimeAsync(id));
    }

    CompletionStage<Optional<Instant>> getDueTimeAsync(String id);

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

    /**
     * Pages of several states in one list: the range is applied to each state by itself, and the pages follow each other in
     * the order of the states.
     *
     * @param states each once, not empty
     * @param to index of the last of each state, inclusive; at most {@value #MAX_PAGE} jobs over all states
     * @param ascending true for next to be served or oldest end first
     */
    default List<Job<T>> getJobs(List<JobState> states, long from, long to, boolean ascending) {
        return result(getJobsAsync(states, from, to, ascending));
    }

    CompletionStage<List<Job<T>>> getJobsAsync(List<JobState> states, long from, long to, boolean ascending);

    /** As {@link #getJobs(List, long, long, boolean)}, of the ids only; those whose data vanished included. */
    default List<String> getJobIds(List<JobState> states, long from, long to, boolean ascending) {
        return result(getJobIdsAsync(states, from, to, ascending));
    }

    CompletionStage<List<String>> getJobIdsAsync(List<JobState> states, long from, long to, boolean ascending);

    /** Rows of a job's log, oldest first, at most {@value #MAX_PAGE}; empty for an unknown job. */
    default JobLogs getJobLogs(String id, long from, long to) {
        return result(getJobLogsAsync(id, from, to));
    }

    default CompletionStage<JobLogs> getJobLogsAsync(String id, long from, long to) {
        return getJobLogsAsync(id, from, to, true);
    }

    /** As {@link #getJobLogs(String, long, long)}; with {@code ascending} false the newest row is the first. */
    default JobLogs getJobLogs(String id, long from, long to, boolean ascending) {
        return result(getJobLogsAsync(id, from, to, ascending));
    }

    CompletionStage<JobLogs> getJobLogsAsync(String id, long from, long to, boolean ascending);

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

    /**
     * The connected workers, Java's and BullMQ's alike. Empty where the server does not tell its clients, as some hosted ones;
     * on a Cluster all nodes are asked, and one that does not answer is left out.
     */
    default List<ConnectedWorker> getWorkers() {
        return result(getWorkersAsync());
    }

    CompletionStage<List<ConnectedWorker>> getWorkersAsync();

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

    default <R> CompletionStage<Optional<R>> waitUntilFinishedAsync(String id, Duration timeout, Class<R> resultType) {
        return waitUntilFinishedAsync(id, timeout, TypeRef.of(resultType));
    }

    /** As {@link #waitUntilFinished(String, Duration, Class)}, for results whose type has type arguments. */
    default <R> Optional<R> waitUntilFinished(String id, Duration timeout, TypeRef<R> resultType) {
        return result(waitUntilFinishedAsync(id, timeout, resultType));
    }

    <R> CompletionStage<Optional<R>> waitUntilFinishedAsync(String id, Duration timeout, TypeRef<R> resultType);
}
