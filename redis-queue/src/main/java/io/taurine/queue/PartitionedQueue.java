package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.job.JobState;
import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisConnection;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One name over several queues, for more jobs than one Redis core can move: each partition is a plain {@link Queue} in a slot
 * of its own, which a BullMQ client of any language can use (see {@link Partitions} for where it is). Jobs of one key are in
 * one partition and start in their order; between partitions there is no order, and what counts or limits holds for each of
 * them. Every client of the name must know the same number of partitions. Each blocking method has an {@code …Async} twin.
 * Safe to share between threads.
 *
 * <p>A job without a key goes to the partition of its parent if it has one, else that of its deduplication id, else that of
 * its own {@code jobId}, so that duplicates meet; all others go round. Generated ids are counted in each partition: go on
 * with the {@link JobHandle}, or keep {@link #partitionOf} beside the id.
 *
 * @param <T> type of the payload
 */
public interface PartitionedQueue<T> extends JobProducer<T>, QueueAdministration, AutoCloseable {

    /** With BullMQ's default prefix, and options. See {@link #of(Partitions, Type, RedisConnection, QueueOptions)}. */
    static <T> PartitionedQueue<T> of(String name, int partitions, Class<T> dataType, RedisConnection connection) {
        return of(Partitions.of(name, partitions), dataType, connection, QueueOptions.defaults());
    }

    /** For payload types with type arguments. */
    static <T> PartitionedQueue<T> of(
            Partitions partitions, TypeRef<T> dataType, RedisConnection connection, QueueOptions options) {
        return of(partitions, dataType.type(), connection, options);
    }

    /**
     * Opens all partitions.
     *
     * @param dataType must be that of {@code T}
     * @param options for each partition; their prefix is not looked at, that of {@code partitions} counts
     */
    static <T> PartitionedQueue<T> of(
            Partitions partitions, Type dataType, RedisConnection connection, QueueOptions options) {
        return RedisPartitionedQueue.open(partitions, dataType, connection, options);
    }

    String name();

    /** Where the partitions are. */
    Partitions partitions();

    /** The queues themselves, in the order of the partitions; closed with this one. */
    List<Queue<T>> queues();

    /** The queue that has the jobs of a key: for whatever is done with them, adding included. */
    Queue<T> forKey(String key);

    /** The partition of a job that was added, from 0. Refuses a job of another queue. */
    int partitionOf(JobHandle<?> job);

    /**
     * As {@link #addBulk(List)}, by keys. The answers are in the order of the requests; those of one partition are added in
     * that order too.
     *
     * @param key what a job is routed by; null routes it as one without a key
     * @throws PartialAddException if the jobs went to several partitions and one of them failed; wrong arguments are found
     *     before anything is sent
     */
    default List<JobHandle<T>> addBulk(List<JobRequest<T>> jobs, Function<JobRequest<T>, @Nullable String> key) {
        return result(addBulkAsync(jobs, key));
    }

    CompletionStage<List<JobHandle<T>>> addBulkAsync(
            List<JobRequest<T>> jobs, Function<JobRequest<T>, @Nullable String> key);

    /** How many jobs are in each state over all partitions, of which each is read in one step. */
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

    /** How many waiting and prioritized jobs have each of these priorities; 0 is plain waiting. */
    default Map<Integer, Long> getCountsPerPriority(List<Integer> priorities) {
        return result(getCountsPerPriorityAsync(priorities));
    }

    CompletionStage<Map<Integer, Long>> getCountsPerPriorityAsync(List<Integer> priorities);

    /** As {@link #getJobs(JobState, long, long, boolean)}: completed and failed with the newest end first, all others ascending. */
    default List<PartitionedJob<T>> getJobs(JobState state, long from, long to) {
        return result(getJobsAsync(state, from, to));
    }

    default CompletionStage<List<PartitionedJob<T>>> getJobsAsync(JobState state, long from, long to) {
        return getJobsAsync(state, from, to, state != JobState.COMPLETED && state != JobState.FAILED);
    }

    /**
     * A page of the jobs in a state over all partitions. Each partition's own order is kept; between partitions the earlier
     * job comes first: by its end if it has ended, by its claim if it runs, by when it is due if delayed, else by its
     * timestamp, after its priority. Reads up to {@code to + 1} jobs of each partition; further pages are read from
     * {@link #queues()}.
     *
     * @param from index of the first, from 0
     * @param to index of the last, inclusive; below {@value JobInspector#MAX_PAGE}
     */
    default List<PartitionedJob<T>> getJobs(JobState state, long from, long to, boolean ascending) {
        return result(getJobsAsync(state, from, to, ascending));
    }

    CompletionStage<List<PartitionedJob<T>>> getJobsAsync(JobState state, long from, long to, boolean ascending);

    /** The jobs that have this id, at most one in each partition: for an id from a log, whose partition nobody knows. */
    default List<PartitionedJob<T>> findJobs(String id) {
        return result(findJobsAsync(id));
    }

    CompletionStage<List<PartitionedJob<T>>> findJobsAsync(String id);

    /** True when every partition is paused. */
    default boolean isPaused() {
        return result(isPausedAsync());
    }

    CompletionStage<Boolean> isPausedAsync();

    /**
     * Shares a global concurrency out evenly: never more than that many jobs run over all partitions and workers, but fewer
     * when the keys of one partition have all the work. With as many jobs as partitions, each partition runs one at a time, and
     * the jobs of a key never overlap.
     *
     * @param jobs at least the number of partitions
     */
    default void setGlobalConcurrency(int jobs) {
        result(setGlobalConcurrencyAsync(jobs));
    }

    CompletionStage<@Nullable Void> setGlobalConcurrencyAsync(int jobs);

    /** Ends the limit of {@link #setGlobalConcurrency}. Harmless when there is none. */
    default void removeGlobalConcurrency() {
        result(removeGlobalConcurrencyAsync());
    }

    CompletionStage<@Nullable Void> removeGlobalConcurrencyAsync();

    /** The sum of what the partitions allow; empty when one of them has no limit. */
    default OptionalInt getGlobalConcurrency() {
        return result(getGlobalConcurrencyAsync());
    }

    CompletionStage<OptionalInt> getGlobalConcurrencyAsync();

    /**
     * Shares a global rate limit out evenly: never more than {@code max} jobs start per {@code duration} over all partitions
     * and workers, but fewer when the keys of one partition have all the work.
     *
     * @param max at least the number of partitions
     * @param duration at least 1 ms
     */
    default void setGlobalRateLimit(int max, Duration duration) {
        result(setGlobalRateLimitAsync(max, duration));
    }

    CompletionStage<@Nullable Void> setGlobalRateLimitAsync(int max, Duration duration);

    /** Ends the limit of {@link #setGlobalRateLimit}. Harmless when there is none. */
    default void removeGlobalRateLimit() {
        result(removeGlobalRateLimitAsync());
    }

    CompletionStage<@Nullable Void> removeGlobalRateLimitAsync();

    /** The sum of what the partitions allow; empty when one of them has no limit, or another duration than the first. */
    default Optional<RateLimit> getGlobalRateLimit() {
        return result(getGlobalRateLimitAsync());
    }

    CompletionStage<Optional<RateLimit>> getGlobalRateLimitAsync();

    /**
     * As in {@link QueueAdministration}. Each partition removes its share of {@code limit}, oldest first, and what one does
     * not need of it is left to the others. Ids of several partitions may be equal.
     */
    @Override
    default List<String> clean(Duration grace, int limit, JobState state) {
        return result(cleanAsync(grace, limit, state));
    }

    @Override
    CompletionStage<List<String>> cleanAsync(Duration grace, int limit, JobState state);

    /** As in {@link QueueAdministration}. All partitions are paused, and looked at for running jobs, before the first goes. */
    @Override
    default void obliterate(boolean force) {
        result(obliterateAsync(force));
    }

    @Override
    CompletionStage<@Nullable Void> obliterateAsync(boolean force);

    /** Closes all partitions' queues. The connection stays open. Harmless twice. */
    @Override
    void close();
}
