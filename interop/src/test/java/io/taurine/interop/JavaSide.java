package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.JobHandle;
import io.taurine.queue.JobLockedException;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.RetryOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowTree;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ClaimedJob;
import io.taurine.worker.ManualWorker;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Taurine's hands on a queue. */
final class JavaSide implements Side {
    private static final int MANY = 1000;

    private final TestQueue keys;
    private final RedisConnection redis;
    private final Queue<JsonNode> queue;
    private final JavaBehaviours behaviours = new JavaBehaviours();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Map<String, ClaimedJob<JsonNode>> claimed = new HashMap<>();
    private @Nullable ManualWorker<JsonNode> hand;
    private @Nullable FlowProducer flows;

    JavaSide(RedisConnection redis, TestQueue keys) {
        this(redis, keys, QueueOptions.defaults());
    }

    JavaSide(RedisConnection redis, TestQueue keys, QueueOptions options) {
        this.keys = keys;
        this.redis = redis;
        this.queue = Queue.of(keys.name(), JsonNode.class, redis, options);
        opened.add(queue);
    }

    Queue<JsonNode> queue() {
        return queue;
    }

    JavaBehaviours behaviours() {
        return behaviours;
    }

    @Override
    public String add(String name, Object data, Option option) {
        return queue.add(name, Json.of(data), option.java()).id();
    }

    @Override
    public List<String> addBulk(List<NewJob> jobs) {
        var requests = jobs.stream()
                .map(job -> JobRequest.of(
                        job.name(), Json.of(job.data()), job.option().java()))
                .toList();
        return queue.addBulk(requests).stream().map(JobHandle::id).toList();
    }

    @Override
    public Optional<SeenJob> find(String id) {
        return queue.getJob(id).map(this::seen);
    }

    private SeenJob seen(Job<JsonNode> job) {
        return new SeenJob(
                job.id(),
                job.name(),
                job.data(),
                state(job.id()),
                job.priority(),
                job.delay().toMillis(),
                job.attemptsMade(),
                job.attemptsStarted(),
                job.stalledCount(),
                job.processedOn().map(Instant::toEpochMilli).orElse(0L),
                job.progressJson().map(Json::parse).orElse(IntNode.valueOf(0)),
                job.returnValueJson().map(Json::parse).filter(value -> !value.isNull()),
                job.failedReason(),
                job.stackTraces(),
                queue.getJobLogs(job.id(), 0, MANY - 1).rows(),
                job.processedBy());
    }

    @Override
    public String state(String id) {
        return queue.getJobState(id).wireName();
    }

    @Override
    public long count(JobState state) {
        return queue.getJobCounts().of(state);
    }

    @Override
    public SeenEvents events() {
        var heard = new CopyOnWriteArrayList<SeenEvent>();
        var options = QueueEventsOptions.builder().fromId("0").build();
        opened.add(QueueEvents.open(keys.name(), redis, options, event -> heard.add(JavaEvents.seen(event))));
        return new SeenEvents(() -> heard);
    }

    @Override
    public CompletableFuture<JsonNode> waitUntilFinished(String id) {
        return queue.waitUntilFinishedAsync(id, NodePeer.LIMIT, JsonNode.class)
                .toCompletableFuture()
                .thenApply(result -> result.orElse(NullNode.getInstance()));
    }

    @Override
    public void pause() {
        queue.pause();
    }

    @Override
    public void resume() {
        queue.resume();
    }

    @Override
    public boolean isPaused() {
        return queue.isPaused();
    }

    @Override
    public void retryJobs(JobState from) {
        queue.retryJobs(from, Instant.now());
    }

    @Override
    public void promoteJobs() {
        queue.promoteJobs();
    }

    @Override
    public List<String> clean(JobState state, int limit) {
        return queue.clean(Duration.ZERO, limit == 0 ? MANY : limit, state);
    }

    @Override
    public void drain(boolean delayed) {
        queue.drain(delayed);
    }

    @Override
    public void obliterate(boolean force) {
        queue.obliterate(force);
    }

    @Override
    public void promote(String id) {
        queue.promote(id);
    }

    @Override
    public void changeDelay(String id, Duration delay) {
        queue.changeDelay(id, delay);
    }

    @Override
    public void changePriority(String id, int priority, boolean lifo) {
        queue.changePriority(id, priority, lifo);
    }

    @Override
    public void retry(String id, JobState from, boolean resetCounters) {
        queue.retry(id, new RetryOptions(from, resetCounters, resetCounters));
    }

    @Override
    public boolean remove(String id) {
        try {
            queue.remove(id);
            return true;
        } catch (JobLockedException locked) {
            return false;
        }
    }

    @Override
    public Optional<String> deduplicationOwner(String deduplicationId) {
        return queue.getDeduplicationJobId(deduplicationId);
    }

    @Override
    public boolean removeDeduplicationKey(String deduplicationId) {
        return queue.removeDeduplicationKey(deduplicationId);
    }

    @Override
    public boolean removeDeduplicationKeyOfJob(String id) {
        return queue.removeDeduplicationKeyOfJob(id);
    }

    @Override
    public void updateData(String id, Object data) {
        queue.updateData(id, Json.of(data));
    }

    @Override
    public void updateProgress(String id, Object progress) {
        queue.updateProgress(id, progress);
    }

    @Override
    public void log(String id, String row, @Nullable Integer keep) {
        queue.addJobLog(id, row);
    }

    private FlowProducer flows() {
        if (flows == null) {
            flows = FlowProducer.of(redis);
            opened.add(flows);
        }
        return flows;
    }

    @Override
    public String addFlow(String json) {
        return flows().add(FlowNode.ofJson(json.replace("<queue>", keys.name())))
                .id();
    }

    @Override
    public JsonNode flow(String id) {
        return Json.sortedTree(flows().getFlow(keys.name(), id)
                .map(tree -> Json.of(document(tree)))
                .orElse(NullNode.getInstance()));
    }

    static Map<String, Object> document(FlowTree tree) {
        return Map.of(
                "id", tree.id(),
                "name", tree.job().name(),
                "queue", tree.job().queueName(),
                "children", tree.children().stream().map(JavaSide::document).toList());
    }

    @Override
    public JsonNode dependencies(String id) {
        var all = queue.getDependencies(id);
        return Json.sortedArrays(Json.of(Map.of(
                "processed", all.processed(),
                "unprocessed", all.unprocessed(),
                "ignored", all.ignored(),
                "failed", all.failed())));
    }

    @Override
    public boolean removeChildDependency(String id) {
        return queue.removeChildDependency(id);
    }

    @Override
    public void removeUnprocessedChildren(String id) {
        queue.removeUnprocessedChildren(id);
    }

    @Override
    public boolean removeAlone(String id) {
        try {
            return queue.remove(id, false);
        } catch (JobLockedException locked) {
            return false;
        }
    }

    @Override
    public Worker<JsonNode> startWorker(WorkerSetup setup) {
        var builder = Worker.of(keys.name(), JsonNode.class, redis, behaviours)
                .concurrency(setup.concurrency())
                .maxStalledCount(setup.maxStalledCount())
                .closeTimeout(Duration.ofSeconds(2));
        if (!setup.name().isEmpty()) {
            builder.name(setup.name());
        }
        if (setup.lockDuration() != null) {
            builder.lockDuration(setup.lockDuration());
        }
        if (setup.stalledInterval() != null) {
            builder.stalledInterval(setup.stalledInterval());
        }
        addSteps(builder, setup.backoffMillis());
        var worker = builder.start();
        opened.add(worker);
        return worker;
    }

    private static void addSteps(WorkerBuilder<JsonNode> builder, List<Integer> millis) {
        if (!millis.isEmpty()) {
            builder.backoffStrategy("steps", (attempt, failure, job) -> {
                var step = millis.get(Math.min(attempt, millis.size()) - 1);
                return step < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(step));
            });
        }
    }

    @Override
    public Optional<String> claim() {
        if (hand == null) {
            hand = Worker.of(keys.name(), JsonNode.class, redis).name("hand").manual();
            opened.add(hand);
        }
        var next = hand.getNextJob("by-hand", Duration.ZERO);
        next.ifPresent(job -> claimed.put(job.job().id(), job));
        return next.map(job -> job.job().id());
    }

    private ClaimedJob<JsonNode> held(String id) {
        return Objects.requireNonNull(claimed.get(id), () -> "job " + id + " was not claimed by hand");
    }

    @Override
    public void complete(String id, Object value) {
        held(id).moveToCompleted(value);
    }

    @Override
    public void fail(String id, String message, boolean unrecoverable) {
        held(id).moveToFailed(unrecoverable ? new UnrecoverableException(message) : new IllegalStateException(message));
    }

    @Override
    public void moveToDelayed(String id, Duration delay) {
        held(id).moveToDelayed(delay);
    }

    @Override
    public void moveToWait(String id) {
        held(id).moveToWait();
    }

    @Override
    public boolean moveToWaitingChildren(String id) {
        return held(id).moveToWaitingChildren();
    }

    @Override
    public void checkStalled(int maxStalledCount) {
        try (var checker = Worker.of(keys.name(), JsonNode.class, redis)
                .maxStalledCount(maxStalledCount)
                .manual()) {
            checker.recoverStalledJobs();
        }
    }

    @Override
    public void close() {
        for (var i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                throw new AssertionError("could not close " + opened.get(i), e);
            }
        }
    }

    @Override
    public String toString() {
        return "Java";
    }
}
