package io.taurine.interop;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.job.JobState;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** BullMQ's hands on a queue, through a {@link NodePeer}. */
final class NodeSide implements Side {
    private static final String TOKEN = "by-hand";

    private final NodePeer peer;
    private final TestQueue keys;
    private final String queue;
    private final List<NodeWorker> workers = new ArrayList<>();
    private @Nullable NodeWorker hand;
    private boolean recordsEvents;

    NodeSide(NodePeer peer, TestQueue keys) {
        this.peer = peer;
        this.keys = keys;
        this.queue = keys.name();
    }

    @Override
    public String add(String name, Object data, Option option) {
        return peer.add(queue, name, data, option.node());
    }

    @Override
    public List<String> addBulk(List<NewJob> jobs) {
        return peer.addBulk(
                queue,
                jobs.stream()
                        .map(job -> Map.of(
                                "name", job.name(),
                                "data", job.data(),
                                "opts", job.option().node()))
                        .toList());
    }

    @Override
    public Optional<SeenJob> find(String id) {
        return peer.job(queue, id)
                .map(job -> new SeenJob(
                        id,
                        job.path("name").asText(),
                        job.path("data"),
                        job.path("state").asText(),
                        job.path("priority").asInt(),
                        job.path("delay").asLong(),
                        job.path("attemptsMade").asInt(),
                        job.path("attemptsStarted").asInt(),
                        job.path("stalledCounter").asInt(),
                        job.path("processedOn").asLong(),
                        job.path("progress"),
                        Optional.of(job.path("returnvalue")).filter(value -> !value.isNull()),
                        Json.text(job.path("failedReason")),
                        Json.texts(job.path("stacktrace")),
                        Json.texts(job.path("logs")),
                        Json.text(job.path("processedBy"))));
    }

    @Override
    public String state(String id) {
        return peer.state(queue, id);
    }

    @Override
    public long count(JobState state) {
        return peer.counts(queue).getOrDefault(state.wireName(), 0L);
    }

    @Override
    public SeenEvents events() {
        var recorded = peer.startEvents(queue);
        recordsEvents = true;
        return new SeenEvents(() -> recorded.all().stream().map(NodeSide::seen).toList());
    }

    private static SeenEvent seen(JsonNode line) {
        var name = line.path("name").asText();
        var args = line.path("args");
        var field = switch (name) {
            case "added" -> "name";
            case "waiting", "removed" -> "prev";
            case "delayed" -> "delay";
            case "progress" -> "data";
            case "completed" -> "returnvalue";
            case "failed" -> "failedReason";
            case "retries-exhausted" -> "attemptsMade";
            case "cleaned" -> "count";
            default -> "";
        };
        var told = args.path(field);
        var isNumber = name.equals("retries-exhausted") || name.equals("cleaned");
        var streamId = line.path("streamId").asText();
        return new SeenEvent(
                name,
                args.path("jobId").asText(""),
                told.isMissingNode() ? NullNode.getInstance() : isNumber ? IntNode.valueOf(told.asInt()) : told,
                Long.parseLong(streamId.substring(0, streamId.indexOf('-'))));
    }

    /** Returns when BullMQ listens: what ends a job between its look and its listening, BullMQ would never hear. */
    @Override
    public CompletableFuture<JsonNode> waitUntilFinished(String id) {
        var awaited = peer.waitUntilFinished(queue, id, NodePeer.LIMIT);
        var listeners = recordsEvents ? 2 : 1;
        await().atMost(NodePeer.LIMIT).until(() -> awaited.isDone() || blockedListeners() == listeners);
        return awaited;
    }

    private long blockedListeners() {
        var name = " name=" + QueueKeys.of("bull", queue).clientName() + ":qe ";
        return keys.redis()
                .clientList()
                .lines()
                .filter(client -> client.contains(name) && client.contains(" flags=b "))
                .count();
    }

    @Override
    public void pause() {
        peer.pause(queue);
    }

    @Override
    public void resume() {
        peer.resume(queue);
    }

    @Override
    public boolean isPaused() {
        return peer.isPaused(queue);
    }

    @Override
    public void retryJobs(JobState from) {
        peer.call("retryJobs", "queue", queue, "opts", Map.of("state", from.wireName()));
    }

    @Override
    public void promoteJobs() {
        peer.call("promoteJobs", "queue", queue);
    }

    @Override
    public List<String> clean(JobState state, int limit) {
        return peer.clean(queue, Duration.ZERO, limit, state.storageName());
    }

    @Override
    public void drain(boolean delayed) {
        peer.drain(queue, delayed);
    }

    @Override
    public void obliterate(boolean force) {
        peer.obliterate(queue, force);
    }

    @Override
    public void promote(String id) {
        peer.promote(queue, id);
    }

    @Override
    public void changeDelay(String id, Duration delay) {
        peer.call("changeDelay", "queue", queue, "job", id, "delay", delay.toMillis());
    }

    @Override
    public void changePriority(String id, int priority, boolean lifo) {
        peer.call("changePriority", "queue", queue, "job", id, "priority", priority, "lifo", lifo);
    }

    @Override
    public void retry(String id, JobState from, boolean resetCounters) {
        var opts = Map.of("resetAttemptsMade", resetCounters, "resetAttemptsStarted", resetCounters);
        peer.call("retry", "queue", queue, "job", id, "state", from.wireName(), "opts", opts);
    }

    @Override
    public boolean remove(String id) {
        return peer.remove(queue, id);
    }

    @Override
    public Optional<String> deduplicationOwner(String deduplicationId) {
        var owner = peer.call("getDeduplicationJobId", "queue", queue, "deduplication", deduplicationId);
        return owner.isTextual() ? Optional.of(owner.asText()) : Optional.empty();
    }

    @Override
    public boolean removeDeduplicationKey(String deduplicationId) {
        return peer.call("removeDeduplicationKey", "queue", queue, "deduplication", deduplicationId)
                        .asInt()
                == 1;
    }

    @Override
    public boolean removeDeduplicationKeyOfJob(String id) {
        return peer.call("removeDeduplicationKeyOfJob", "queue", queue, "job", id)
                .asBoolean();
    }

    @Override
    public void updateData(String id, Object data) {
        peer.call("updateData", "queue", queue, "job", id, "data", data);
    }

    @Override
    public void updateProgress(String id, Object progress) {
        peer.call("updateProgress", "queue", queue, "job", id, "value", progress);
    }

    @Override
    public void log(String id, String row, @Nullable Integer keep) {
        peer.call("log", "queue", queue, "job", id, "row", row, "keepLogs", keep);
    }

    @Override
    public NodeWorker startWorker(WorkerSetup setup) {
        var options = new LinkedHashMap<String, Object>();
        options.put("concurrency", setup.concurrency());
        options.put("maxStalledCount", setup.maxStalledCount());
        if (!setup.name().isEmpty()) {
            options.put("name", setup.name());
        }
        if (setup.lockDuration() != null) {
            options.put("lockDuration", setup.lockDuration().toMillis());
        }
        if (setup.stalledInterval() != null) {
            options.put("stalledInterval", setup.stalledInterval().toMillis());
        }
        if (!setup.backoffMillis().isEmpty()) {
            options.put("backoffDelays", setup.backoffMillis());
        }
        var worker = peer.startWorker(queue, options);
        workers.add(worker);
        return worker;
    }

    private NodeWorker hand() {
        if (hand == null) {
            hand = peer.startWorker(queue, Map.of("manual", true, "name", "hand"));
            workers.add(hand);
        }
        return hand;
    }

    @Override
    public Optional<String> claim() {
        return Json.text(hand().claim(TOKEN).path("id"));
    }

    @Override
    public void complete(String id, Object value) {
        byHand("moveToCompleted", id, "value", value);
    }

    @Override
    public void fail(String id, String message, boolean unrecoverable) {
        byHand("moveToFailed", id, "message", message, "unrecoverable", unrecoverable);
    }

    @Override
    public void moveToDelayed(String id, Duration delay) {
        byHand("moveToDelayed", id, "timestamp", System.currentTimeMillis() + delay.toMillis());
    }

    @Override
    public void moveToWait(String id) {
        byHand("moveToWait", id);
    }

    private void byHand(String op, String id, Object... more) {
        var arguments = new ArrayList<Object>(List.of("worker", hand().id(), "job", id, "token", TOKEN));
        arguments.addAll(List.of(more));
        peer.call(op, arguments.toArray());
    }

    @Override
    public void checkStalled(int maxStalledCount) {
        var worker = peer.startWorker(queue, Map.of("manual", true, "maxStalledCount", maxStalledCount));
        var ending = peer.callAsync("startStalledCheckTimer", "worker", worker.id());
        await().atMost(NodePeer.LIMIT)
                .until(() -> ending.isCompletedExceptionally() || keys.redis().exists(keys.key("stalled-check")) == 1);
        worker.stopByForce();
    }

    @Override
    public void close() {
        workers.forEach(NodeWorker::stopByForce);
    }

    @Override
    public String toString() {
        return "Node";
    }
}
