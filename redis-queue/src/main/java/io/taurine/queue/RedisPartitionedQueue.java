package io.taurine.queue;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@link PartitionedQueue} on Redis: finds the partition, hands the call to its queue, and puts the answers together. */
final class RedisPartitionedQueue<T> implements PartitionedQueue<T> {

    private final Partitions partitions;
    private final QueueOptions options;
    private final List<RedisQueue<T>> queues;
    private final List<Queue<T>> shown;
    private final PartitionedPages<T> pages;

    /** Starts anywhere: many producers that start together must not all begin with the first partition. */
    private final AtomicInteger round =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(1 << 16));

    private RedisPartitionedQueue(
            Partitions partitions, QueueOptions options, List<RedisQueue<T>> queues, List<Queue<T>> shown) {
        this.partitions = partitions;
        this.options = options;
        this.queues = queues;
        this.shown = shown;
        this.pages = new PartitionedPages<>(queues);
    }

    static <T> PartitionedQueue<T> open(
            Partitions partitions, Type dataType, RedisConnection connection, QueueOptions options) {
        var redis = LettuceConnection.of(connection);
        var queues = new ArrayList<RedisQueue<T>>();
        var shown = new ArrayList<Queue<T>>();
        for (int i = 0; i < partitions.count(); i++) {
            RedisQueue<T> queue = RedisQueue.openUnattended(
                    partitions.queueName(), dataType, connection, options.withPrefix(partitions.prefixOf(i)));
            queues.add(queue);
            shown.add(redis.<Queue<T>>attended(Queue.class, queue));
        }
        PartitionedQueue<T> whole =
                new RedisPartitionedQueue<>(partitions, options, List.copyOf(queues), List.copyOf(shown));
        return redis.attended(PartitionedQueue.class, whole);
    }

    @Override
    public String name() {
        return partitions.queueName();
    }

    @Override
    public Partitions partitions() {
        return partitions;
    }

    @Override
    public List<Queue<T>> queues() {
        return shown;
    }

    @Override
    public Queue<T> forKey(String key) {
        return shown.get(partitions.ofKey(key));
    }

    @Override
    public int partitionOf(JobHandle<?> job) {
        return partitionOf(job.asParent().queue())
                .orElseThrow(() -> new IllegalArgumentException(
                        "job " + job.id() + " of queue " + job.asParent().queue() + " is in no partition of " + this));
    }

    private OptionalInt partitionOf(String qualifiedName) {
        var suffix = ":" + name();
        return qualifiedName.endsWith(suffix)
                ? partitions.ofPrefix(qualifiedName.substring(0, qualifiedName.length() - suffix.length()))
                : OptionalInt.empty();
    }

    /** By what must meet: a parent and its children, jobs of one deduplication id, jobs of one id. */
    private int route(JobOptions given) {
        var effective = options.defaultJobOptions().overlaidBy(given);
        var parent = effective.parent().map(one -> partitionOf(one.queue())).orElseGet(OptionalInt::empty);
        return parent.isPresent()
                ? parent.getAsInt()
                : effective
                        .deduplication()
                        .map(Deduplication::id)
                        .or(effective::jobId)
                        .map(partitions::ofKey)
                        .orElseGet(this::next);
    }

    private int next() {
        return Math.floorMod(round.getAndIncrement(), partitions.count());
    }

    @Override
    public CompletionStage<JobHandle<T>> addAsync(String name, @Nullable T data, JobOptions jobOptions) {
        return queues.get(route(jobOptions)).addAsync(name, data, jobOptions);
    }

    @Override
    public CompletionStage<List<JobHandle<T>>> addBulkAsync(List<JobRequest<T>> jobs) {
        return addBulkAsync(jobs, job -> null);
    }

    @Override
    public CompletionStage<List<JobHandle<T>>> addBulkAsync(
            List<JobRequest<T>> jobs, Function<JobRequest<T>, @Nullable String> key) {
        var bulk = new PartitionedBulk<T>(name());
        for (int i = 0; i < jobs.size(); i++) {
            var job = jobs.get(i);
            var itsKey = key.apply(job);
            bulk.put(i, job, itsKey == null ? route(job.options()) : partitions.ofKey(itsKey));
        }
        return bulk.send(queues);
    }

    @Override
    public CompletionStage<JobCounts> getJobCountsAsync() {
        return fromEach(Queue::getJobCountsAsync).thenApply(all -> {
            var sums = new EnumMap<JobState, Long>(JobState.class);
            all.forEach(counts -> counts.byState().forEach((state, jobs) -> sums.merge(state, jobs, Long::sum)));
            return new JobCounts(sums);
        });
    }

    @Override
    public CompletionStage<Map<Integer, Long>> getCountsPerPriorityAsync(List<Integer> priorities) {
        return fromEach(queue -> queue.getCountsPerPriorityAsync(priorities)).thenApply(all -> {
            var sums = new LinkedHashMap<Integer, Long>();
            all.forEach(counts -> counts.forEach((priority, jobs) -> sums.merge(priority, jobs, Long::sum)));
            return sums;
        });
    }

    @Override
    public CompletionStage<List<PartitionedJob<T>>> getJobsAsync(
            JobState state, long from, long to, boolean ascending) {
        return pages.page(state, from, to, ascending);
    }

    @Override
    public CompletionStage<List<PartitionedJob<T>>> findJobsAsync(String id) {
        return fromEach(queue -> queue.getJobAsync(id))
                .thenApply(found -> IntStream.range(0, found.size())
                        .boxed()
                        .flatMap(i -> found.get(i).stream().map(job -> new PartitionedJob<>(i, job)))
                        .toList());
    }

    @Override
    public CompletionStage<Boolean> isPausedAsync() {
        return fromEach(Queue::isPausedAsync).thenApply(all -> !all.contains(false));
    }

    @Override
    public CompletionStage<@Nullable Void> setGlobalConcurrencyAsync(int jobs) {
        requireShares("jobs", jobs);
        return toEach(i -> queues.get(i).setGlobalConcurrencyAsync(partitions.share(jobs, i)));
    }

    @Override
    public CompletionStage<@Nullable Void> removeGlobalConcurrencyAsync() {
        return toEach(i -> queues.get(i).removeGlobalConcurrencyAsync());
    }

    @Override
    public CompletionStage<OptionalInt> getGlobalConcurrencyAsync() {
        return fromEach(Queue::getGlobalConcurrencyAsync)
                .thenApply(all -> all.stream().allMatch(OptionalInt::isPresent)
                        ? OptionalInt.of(
                                all.stream().mapToInt(OptionalInt::getAsInt).reduce(0, Math::addExact))
                        : OptionalInt.empty());
    }

    @Override
    public CompletionStage<@Nullable Void> setGlobalRateLimitAsync(int max, Duration duration) {
        requireShares("max", max);
        return toEach(i -> queues.get(i).setGlobalRateLimitAsync(partitions.share(max, i), duration));
    }

    @Override
    public CompletionStage<@Nullable Void> removeGlobalRateLimitAsync() {
        return toEach(i -> queues.get(i).removeGlobalRateLimitAsync());
    }

    @Override
    public CompletionStage<Optional<RateLimit>> getGlobalRateLimitAsync() {
        return fromEach(Queue::getGlobalRateLimitAsync).thenApply(all -> {
            var durations =
                    all.stream().map(limit -> limit.map(RateLimit::duration)).distinct();
            return durations.count() > 1
                    ? Optional.empty()
                    : all.get(0)
                            .map(first -> new RateLimit(
                                    all.stream()
                                            .mapToInt(
                                                    limit -> limit.orElseThrow().max())
                                            .reduce(0, Math::addExact),
                                    first.duration()));
        });
    }

    private void requireShares(String name, int total) {
        if (total < partitions.count()) {
            throw new IllegalArgumentException(name + " must be at least the number of partitions, "
                    + partitions.count() + ", so that each has a share; was " + total);
        }
    }

    @Override
    public CompletionStage<@Nullable Void> pauseAsync() {
        return toEach(i -> queues.get(i).pauseAsync());
    }

    @Override
    public CompletionStage<@Nullable Void> resumeAsync() {
        return toEach(i -> queues.get(i).resumeAsync());
    }

    @Override
    public CompletionStage<Long> retryJobsAsync() {
        return sum(Queue::retryJobsAsync);
    }

    @Override
    public CompletionStage<Long> retryJobsAsync(JobState from, Instant until) {
        return sum(queue -> queue.retryJobsAsync(from, until));
    }

    @Override
    public CompletionStage<Long> promoteJobsAsync() {
        return sum(Queue::promoteJobsAsync);
    }

    @Override
    public CompletionStage<Long> drainAsync(boolean delayed) {
        return sum(queue -> queue.drainAsync(delayed));
    }

    @Override
    public CompletionStage<List<String>> cleanAsync(Duration grace, int limit, JobState state) {
        if (limit < 1) {
            return queues.get(0).cleanAsync(grace, limit, state); // refuses it
        }
        var first = next();
        var order = IntStream.range(0, partitions.count())
                .map(i -> (first + i) % partitions.count())
                .toArray();
        var shares = IntStream.range(0, partitions.count())
                .mapToObj(i -> clean(order[i], grace, partitions.share(limit, i), state))
                .toList();
        return all(shares).thenCompose(removed -> {
            var ids = new ArrayList<String>();
            removed.forEach(ids::addAll);
            // Who removed all of its share may have more.
            var more = IntStream.range(0, order.length)
                    .filter(i -> removed.get(i).size() == partitions.share(limit, i))
                    .map(i -> order[i])
                    .toArray();
            return cleanRest(more, 0, grace, limit, state, ids);
        });
    }

    private CompletionStage<List<String>> cleanRest(
            int[] of, int at, Duration grace, int limit, JobState state, List<String> removed) {
        if (at == of.length || removed.size() >= limit) {
            return CompletableFuture.completedFuture(removed);
        }
        return clean(of[at], grace, limit - removed.size(), state).thenCompose(more -> {
            removed.addAll(more);
            return cleanRest(of, at + 1, grace, limit, state, removed);
        });
    }

    private CompletionStage<List<String>> clean(int partition, Duration grace, int limit, JobState state) {
        return limit == 0
                ? CompletableFuture.completedFuture(List.of())
                : queues.get(partition).cleanAsync(grace, limit, state);
    }

    @Override
    public CompletionStage<@Nullable Void> obliterateAsync(boolean force) {
        return pauseAsync()
                .thenCompose(paused -> force
                        ? CompletableFuture.completedFuture(null)
                        : getJobCountsAsync().thenAccept(this::requireNoneActive))
                .thenCompose(mayGo -> toEach(i -> queues.get(i).obliterateAsync(force)))
                .handle((done, failure) -> {
                    if (failure != null) {
                        throw asUnchecked(Await.unwrap(failure));
                    }
                    return null;
                });
    }

    private void requireNoneActive(JobCounts counts) {
        if (counts.of(JobState.ACTIVE) > 0) {
            throw new QueueStateException(
                    name(),
                    this + " has active jobs; all its partitions are paused now: wait until they end, or obliterate"
                            + " with force");
        }
    }

    @Override
    public CompletionStage<Long> removeOrphanedJobsAsync() {
        return sum(Queue::removeOrphanedJobsAsync);
    }

    @Override
    public CompletionStage<Boolean> removeDeprecatedPriorityKeyAsync() {
        return fromEach(Queue::removeDeprecatedPriorityKeyAsync).thenApply(all -> all.contains(true));
    }

    @Override
    public CompletionStage<Long> trimEventsAsync(long maxLength) {
        return sum(queue -> queue.trimEventsAsync(maxLength));
    }

    private CompletionStage<Long> sum(Function<Queue<T>, CompletionStage<Long>> call) {
        return fromEach(call)
                .thenApply(all -> all.stream().mapToLong(Long::longValue).sum());
    }

    private <V> CompletableFuture<List<V>> fromEach(Function<? super Queue<T>, CompletionStage<V>> call) {
        return all(queues.stream().map(call).toList());
    }

    private CompletionStage<@Nullable Void> toEach(IntFunction<CompletionStage<@Nullable Void>> call) {
        return all(IntStream.range(0, queues.size()).mapToObj(call).toList()).thenApply(all -> null);
    }

    /** Waits for all of them, also where one fails: what was asked of the others is under way in any case. */
    static <V> CompletableFuture<List<V>> all(List<? extends CompletionStage<V>> stages) {
        var futures = stages.stream().map(CompletionStage::toCompletableFuture).toList();
        return Await.unwrapped(CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> {
                    var values = new ArrayList<V>();
                    futures.forEach(future -> values.add(future.join()));
                    return Collections.unmodifiableList(values);
                }));
    }

    private static RuntimeException asUnchecked(Throwable failure) {
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    @Override
    public void close() {
        queues.forEach(RedisQueue::close);
    }

    @Override
    public String toString() {
        return "Queue " + name() + " in " + partitions.count() + " partitions";
    }
}
