package io.taurine.queue;

import static io.taurine.queue.internal.Await.unwrapped;
import static io.taurine.queue.telemetry.TelemetryAttributes.JOB_DEDUPLICATION_KEY;
import static io.taurine.queue.telemetry.TelemetryAttributes.JOB_ID;
import static io.taurine.queue.telemetry.TelemetryAttributes.JOB_OPTIONS;
import static io.taurine.queue.telemetry.TelemetryAttributes.JOB_PROGRESS;
import static io.taurine.queue.telemetry.TelemetryAttributes.JOB_TYPE;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_CLEAN_COUNT;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_CLEAN_LIMIT;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_DRAIN_DELAY;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_EVENT_MAX_LENGTH;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_GRACE;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_OPTIONS;
import static io.taurine.queue.telemetry.TelemetryAttributes.QUEUE_RATE_LIMIT;

import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.TypeRef;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.GuardedTelemetry;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.SchedulerOwners;
import io.taurine.queue.internal.SchedulerStore;
import io.taurine.queue.internal.WaitingLine;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.repeat.Schedule;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link Queue} on Redis: hands every call to the collaborator whose duty it is. */
final class RedisQueue<T> implements Queue<T> {

    private final QueueKeys keys;
    private final QueueOptions options;
    private final LettuceConnection redis;
    private final InstantSource clock;
    private final JobAdder<T> adder;
    private final JobReader<T> reader;
    private final FamilyReader family;
    private final JobMover<T> mover;
    private final JobCanceller canceller;
    private final QueueKeeper keeper;
    private final SchedulerKeeper<T> schedulers;
    private final SchedulerSynchronizer<T> synchronizer;
    private final LimitKeeper limits;
    private final MetricsReader metrics;
    private final FinishWaiter waiter;
    private final DeduplicationIds deduplicationIds;
    private final QueueSpans spans;

    private RedisQueue(LettuceConnection redis, QueueKeys keys, Type dataType, QueueOptions options) {
        this.redis = redis;
        this.keys = keys;
        this.options = options;
        this.clock = redis.clock();
        this.adder = new JobAdder<>(this, redis, keys, options, clock);
        this.reader = new JobReader<>(redis, keys, options.codec(), dataType);
        this.family = new FamilyReader(redis, keys, options.codec());
        var trees = new TreeRemover(redis, keys);
        this.mover = new JobMover<>(redis, keys, options.codec(), trees);
        this.canceller = new JobCanceller(redis, keys, trees);
        this.keeper = new QueueKeeper(redis, keys);
        var schedulerStore = new SchedulerStore(redis, keys);
        this.schedulers = new SchedulerKeeper<>(
                this, schedulerStore, new WaitingLine(redis, keys), options, adder, dataType, /* Redis's clock */ null);
        this.synchronizer = new SchedulerSynchronizer<>(schedulers, schedulerStore, new SchedulerOwners(redis, keys));
        this.limits = new LimitKeeper(redis, keys);
        this.metrics = new MetricsReader(redis, keys, reader::counts);
        this.waiter = new FinishWaiter(redis, keys, options.codec());
        this.deduplicationIds = new DeduplicationIds(redis, keys);
        this.spans =
                new QueueSpans(options.telemetry().map(GuardedTelemetry::of).orElse(null), keys.queue());
    }

    static <T> Queue<T> open(String name, Type dataType, RedisConnection connection, QueueOptions options) {
        Queue<T> queue = openUnattended(name, dataType, connection, options);
        return LettuceConnection.of(connection).attended(Queue.class, queue);
    }

    /** As {@link #open}; what users get to see must go through {@link LettuceConnection#attended}. */
    static <T> RedisQueue<T> openUnattended(
            String name, Type dataType, RedisConnection connection, QueueOptions options) {
        var redis = LettuceConnection.of(connection);
        var keys = QueueKeys.of(options.prefix(), name);
        if (redis.server().topology() == RedisServer.Topology.CLUSTER) {
            keys.requireOneSlot();
        }
        if (options.metaUpdate()) {
            Await.result(QueueMeta.announce(redis, keys, options));
        }
        return new RedisQueue<>(redis, keys, dataType, options);
    }

    /** The first half of {@link #addBulkAsync}: checks and encodes, and sends nothing. */
    PreparedBulk<T> prepareBulk(List<JobRequest<T>> jobs) {
        return adder.prepareBulk(jobs);
    }

    @Override
    public String name() {
        return keys.queue();
    }

    @Override
    public String prefix() {
        return keys.prefix();
    }

    @Override
    public QueueOptions options() {
        return options;
    }

    @Override
    public JobHandle<T> add(String name, @Nullable T data) {
        return add(name, data, JobOptions.defaults());
    }

    @Override
    public JobHandle<T> add(String name, @Nullable T data, JobOptions jobOptions) {
        return redis.await(() -> addAsync(name, data, jobOptions));
    }

    @Override
    public List<JobHandle<T>> addBulk(List<JobRequest<T>> jobs) {
        return redis.await(() -> addBulkAsync(jobs));
    }

    @Override
    public CompletionStage<JobHandle<T>> addAsync(String name, @Nullable T data, JobOptions jobOptions) {
        return adder.add(name, data, jobOptions);
    }

    @Override
    public CompletionStage<List<JobHandle<T>>> addBulkAsync(List<JobRequest<T>> jobs) {
        return unwrapped(adder.addBulk(jobs));
    }

    @Override
    public CompletionStage<Optional<Job<T>>> getJobAsync(String id) {
        return unwrapped(reader.job(id));
    }

    @Override
    public CompletionStage<JobState> getJobStateAsync(String id) {
        return unwrapped(reader.state(id));
    }

    @Override
    public CompletionStage<JobCounts> getJobCountsAsync() {
        return unwrapped(reader.counts());
    }

    @Override
    public CompletionStage<JobCounts> recordJobCountsAsync() {
        return unwrapped(reader.counts().whenComplete((counts, failure) -> {
            if (failure == null) {
                spans.record(counts);
            }
        }));
    }

    @Override
    public CompletionStage<Map<Integer, Long>> getCountsPerPriorityAsync(List<Integer> priorities) {
        return unwrapped(reader.countsPerPriority(priorities));
    }

    @Override
    public CompletionStage<List<Job<T>>> getJobsAsync(JobState state, long from, long to) {
        return unwrapped(
                reader.jobs(List.of(state), from, to, state != JobState.COMPLETED && state != JobState.FAILED));
    }

    @Override
    public CompletionStage<List<Job<T>>> getJobsAsync(JobState state, long from, long to, boolean ascending) {
        return unwrapped(reader.jobs(List.of(state), from, to, ascending));
    }

    @Override
    public CompletionStage<List<Job<T>>> getJobsAsync(List<JobState> states, long from, long to, boolean ascending) {
        return unwrapped(reader.jobs(states, from, to, ascending));
    }

    @Override
    public CompletionStage<List<String>> getJobIdsAsync(List<JobState> states, long from, long to, boolean ascending) {
        return unwrapped(reader.ids(states, from, to, ascending));
    }

    @Override
    public CompletionStage<Long> getDelayedCountAsync(Instant before) {
        return unwrapped(reader.delayedCount(before));
    }

    @Override
    public CompletionStage<Optional<Instant>> getDueTimeAsync(String id) {
        return unwrapped(reader.dueTime(id));
    }

    @Override
    public CompletionStage<JobLogs> getJobLogsAsync(String id, long from, long to, boolean ascending) {
        return unwrapped(reader.logs(id, from, to, ascending));
    }

    @Override
    public CompletionStage<Optional<String>> getDeduplicationJobIdAsync(String deduplicationId) {
        return unwrapped(deduplicationIds.owner(deduplicationId));
    }

    @Override
    public CompletionStage<Boolean> removeDeduplicationKeyAsync(String deduplicationId) {
        return spans.around(
                "removeDeduplicationKey",
                span -> span.setAttribute(JOB_DEDUPLICATION_KEY, deduplicationId),
                () -> deduplicationIds.remove(deduplicationId));
    }

    @Override
    public CompletionStage<Boolean> removeDeduplicationKeyOfJobAsync(String id) {
        return unwrapped(deduplicationIds.removeOfJob(id));
    }

    @Override
    public CompletionStage<Boolean> isPausedAsync() {
        return unwrapped(reader.isPaused());
    }

    @Override
    public CompletionStage<List<ConnectedWorker>> getWorkersAsync() {
        return unwrapped(reader.workers());
    }

    @Override
    public <R> Optional<R> waitUntilFinished(String id, Duration timeout, Class<R> resultType) {
        return waiter.awaitNow(id, timeout, TypeRef.of(resultType));
    }

    @Override
    public <R> Optional<R> waitUntilFinished(String id, Duration timeout, TypeRef<R> resultType) {
        return waiter.awaitNow(id, timeout, resultType);
    }

    @Override
    public <R> CompletionStage<Optional<R>> waitUntilFinishedAsync(String id, Duration timeout, TypeRef<R> resultType) {
        return unwrapped(waiter.await(id, timeout, resultType));
    }

    @Override
    public CompletionStage<@Nullable Void> promoteAsync(String id) {
        return unwrapped(mover.promote(id));
    }

    @Override
    public CompletionStage<@Nullable Void> changeDelayAsync(String id, Duration delay) {
        return unwrapped(mover.changeDelay(id, delay));
    }

    @Override
    public CompletionStage<@Nullable Void> changePriorityAsync(String id, int priority, boolean lifo) {
        return unwrapped(mover.changePriority(id, priority, lifo));
    }

    @Override
    public CompletionStage<@Nullable Void> retryAsync(String id, RetryOptions retryOptions) {
        return unwrapped(mover.retry(id, retryOptions));
    }

    @Override
    public CompletionStage<Boolean> removeAsync(String id, boolean removeChildren) {
        return spans.around(
                "remove",
                span -> {
                    span.setAttribute(JOB_ID, id);
                    span.setAttribute(JOB_OPTIONS, "{\"removeChildren\":" + removeChildren + "}");
                },
                () -> mover.remove(id, removeChildren));
    }

    @Override
    public <R> CompletionStage<Map<String, @Nullable R>> getChildrenValuesAsync(String parentId, Class<R> type) {
        return unwrapped(family.values(parentId, type));
    }

    @Override
    public CompletionStage<Map<String, String>> getIgnoredChildrenFailuresAsync(String parentId) {
        return unwrapped(family.ignored(parentId));
    }

    @Override
    public CompletionStage<Map<String, Instant>> getFailedChildrenAsync(String parentId) {
        return unwrapped(family.failed(parentId));
    }

    @Override
    public CompletionStage<DependenciesCount> getDependenciesCountAsync(String parentId) {
        return unwrapped(family.count(parentId));
    }

    @Override
    public CompletionStage<JobDependencies> getDependenciesAsync(String parentId) {
        return unwrapped(family.all(parentId));
    }

    @Override
    public CompletionStage<DependenciesPage> getDependenciesAsync(
            String parentId, DependencyKind kind, long cursor, int count) {
        return unwrapped(family.page(parentId, kind, cursor, count));
    }

    @Override
    public CompletionStage<ChildrenPage> getChildrenAsync(String parentId, DependencyKind kind, long from, long to) {
        return unwrapped(family.children(parentId, kind, from, to));
    }

    @Override
    public CompletionStage<Boolean> removeChildDependencyAsync(String childId) {
        return unwrapped(mover.removeChildDependency(childId));
    }

    @Override
    public CompletionStage<Long> removeUnprocessedChildrenAsync(String parentId) {
        return unwrapped(mover.removeUnprocessedChildren(parentId));
    }

    @Override
    public CompletionStage<CancelOutcome> cancelAsync(String id, CancelOptions cancelOptions) {
        return unwrapped(canceller.cancel(id, cancelOptions));
    }

    @Override
    public CompletionStage<@Nullable Void> updateDataAsync(String id, @Nullable T data) {
        return unwrapped(mover.updateData(id, data));
    }

    @Override
    public CompletionStage<@Nullable Void> updateProgressAsync(String id, Object progress) {
        return spans.around(
                "updateJobProgress",
                span -> {
                    span.setAttribute(JOB_ID, id);
                    span.setAttribute(JOB_PROGRESS, options.codec().encode(progress));
                },
                () -> mover.updateProgress(id, progress));
    }

    @Override
    public CompletionStage<Long> addJobLogAsync(String id, String row) {
        return unwrapped(mover.addLog(id, row));
    }

    @Override
    public CompletionStage<Long> clearJobLogsAsync(String id, int keep) {
        return unwrapped(mover.clearLogs(id, keep));
    }

    @Override
    public CompletionStage<Optional<JobHandle<T>>> upsertJobSchedulerAsync(
            String id, Schedule schedule, JobTemplate<T> template, SchedulerOptions schedulerOptions) {
        return unwrapped(schedulers.upsert(id, schedule, template, schedulerOptions));
    }

    @Override
    public CompletionStage<Optional<JobScheduler<T>>> getJobSchedulerAsync(String id) {
        return unwrapped(schedulers.get(id));
    }

    @Override
    public CompletionStage<List<JobScheduler<T>>> getJobSchedulersAsync(long from, long to, boolean ascending) {
        return unwrapped(schedulers.page(from, to, ascending));
    }

    @Override
    public CompletionStage<Long> getJobSchedulersCountAsync() {
        return unwrapped(schedulers.count());
    }

    @Override
    public CompletionStage<Boolean> removeJobSchedulerAsync(String id) {
        return unwrapped(schedulers.remove(id));
    }

    @Override
    public CompletionStage<JobHandle<T>> runNowAsync(String id) {
        return unwrapped(schedulers.runNow(id));
    }

    @Override
    public CompletionStage<List<Instant>> previewAsync(String id, int count) {
        return unwrapped(schedulers.preview(id, count));
    }

    @Override
    public CompletionStage<List<BrokenScheduler>> findBrokenSchedulersAsync() {
        return unwrapped(schedulers.findBroken());
    }

    @Override
    public CompletionStage<Optional<JobHandle<T>>> repairJobSchedulerAsync(String id) {
        return unwrapped(schedulers.repair(id));
    }

    @Override
    public CompletionStage<SchedulerSync> syncJobSchedulersAsync(
            String owner, Collection<DeclaredScheduler<T>> declared) {
        return unwrapped(synchronizer.sync(owner, declared));
    }

    @Override
    public CompletionStage<@Nullable Void> pauseAsync() {
        return spans.around("pause", keeper::pause);
    }

    @Override
    public CompletionStage<@Nullable Void> resumeAsync() {
        return spans.around("resume", keeper::resume);
    }

    @Override
    public CompletionStage<Long> retryJobsAsync() {
        return retryJobsAsync(JobState.FAILED, clock.instant());
    }

    @Override
    public CompletionStage<Long> retryJobsAsync(JobState from, Instant until) {
        return spans.around(
                "retryJobs",
                span -> span.setAttribute(QUEUE_OPTIONS, "{\"state\":\"" + from.wireName() + "\"}"),
                () -> keeper.retryJobs(from, until));
    }

    @Override
    public CompletionStage<Long> promoteJobsAsync() {
        return spans.around("promoteJobs", span -> span.setAttribute(QUEUE_OPTIONS, "{}"), keeper::promoteJobs);
    }

    @Override
    public CompletionStage<Long> drainAsync(boolean delayed) {
        return spans.around(
                "drain", span -> span.setAttribute(QUEUE_DRAIN_DELAY, delayed), () -> keeper.drain(delayed));
    }

    @Override
    public CompletionStage<List<String>> cleanAsync(Duration grace, int limit, JobState state) {
        return spans.around(
                "clean",
                span -> {
                    span.setAttribute(QUEUE_GRACE, grace.toMillis());
                    span.setAttribute(QUEUE_CLEAN_LIMIT, limit);
                    span.setAttribute(JOB_TYPE, state.wireName());
                },
                () -> keeper.clean(grace, limit, state),
                (span, removed) -> span.setAttribute(QUEUE_CLEAN_COUNT, removed.size()));
    }

    @Override
    public CompletionStage<@Nullable Void> obliterateAsync(boolean force) {
        return spans.around("obliterate", () -> keeper.obliterate(force));
    }

    @Override
    public CompletionStage<Long> trimEventsAsync(long maxLength) {
        return spans.around(
                "trimEvents",
                span -> span.setAttribute(QUEUE_EVENT_MAX_LENGTH, maxLength),
                () -> keeper.trimEvents(maxLength));
    }

    @Override
    public CompletionStage<Long> removeOrphanedJobsAsync() {
        return unwrapped(keeper.removeOrphanedJobs());
    }

    @Override
    public CompletionStage<Boolean> removeDeprecatedPriorityKeyAsync() {
        return unwrapped(keeper.removeDeprecatedPriorityKey());
    }

    @Override
    public CompletionStage<QueueSettings> getMetaAsync() {
        return unwrapped(reader.settings());
    }

    @Override
    public CompletionStage<JobMetrics> getMetricsAsync(JobState ended, long from, long to) {
        return unwrapped(metrics.metrics(ended, from, to));
    }

    @Override
    public CompletionStage<String> exportPrometheusMetricsAsync(Map<String, String> labels) {
        return unwrapped(metrics.prometheus(labels));
    }

    @Override
    public CompletionStage<@Nullable Void> setGlobalConcurrencyAsync(int jobs) {
        return unwrapped(limits.setConcurrency(jobs));
    }

    @Override
    public CompletionStage<@Nullable Void> removeGlobalConcurrencyAsync() {
        return unwrapped(limits.removeConcurrency());
    }

    @Override
    public CompletionStage<OptionalInt> getGlobalConcurrencyAsync() {
        return unwrapped(limits.concurrency());
    }

    @Override
    public CompletionStage<Boolean> isMaxedAsync() {
        return unwrapped(limits.isMaxed());
    }

    @Override
    public CompletionStage<@Nullable Void> setGlobalRateLimitAsync(int max, Duration duration) {
        return unwrapped(limits.setRateLimit(new RateLimit(max, duration)));
    }

    @Override
    public CompletionStage<@Nullable Void> removeGlobalRateLimitAsync() {
        return unwrapped(limits.removeRateLimit());
    }

    @Override
    public CompletionStage<Optional<RateLimit>> getGlobalRateLimitAsync() {
        return unwrapped(limits.rateLimit());
    }

    @Override
    public CompletionStage<@Nullable Void> rateLimitAsync(Duration duration) {
        return spans.around(
                "rateLimit",
                span -> span.setAttribute(QUEUE_RATE_LIMIT, duration.toMillis()),
                () -> limits.rateLimit(duration));
    }

    @Override
    public CompletionStage<Duration> getRateLimitTtlAsync() {
        return unwrapped(limits.timeToLive());
    }

    @Override
    public CompletionStage<Duration> getRateLimitTtlAsync(int maxJobs) {
        return unwrapped(limits.timeToLive(maxJobs));
    }

    @Override
    public CompletionStage<Boolean> removeRateLimitKeyAsync() {
        return unwrapped(limits.removeKey());
    }

    @Override
    public void close() {
        waiter.close();
    }

    @Override
    public String toString() {
        return "Queue " + keys.qualifiedName();
    }
}
