package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/** A BullMQ Worker inside a {@link NodePeer}. It reports each run of a job, so that a test can count them. */
final class NodeWorker implements AutoCloseable {
    private final NodePeer peer;
    private final String queue;
    private final String id;
    private boolean stopped;

    NodeWorker(NodePeer peer, String queue, String id) {
        this.peer = peer;
        this.queue = queue;
        this.id = id;
    }

    String id() {
        return id;
    }

    String queue() {
        return queue;
    }

    /** The runs this worker has begun: job, name, attemptsMade, attemptsStarted, token, data, opts. */
    List<JsonNode> runs() {
        return peer.events().matching(isRun());
    }

    List<JsonNode> runsOf(String jobId) {
        return peer.events().matching(isRun().and(ofJob(jobId)));
    }

    /** Waits until this worker has begun to run the job. */
    JsonNode awaitRunOf(String jobId) {
        return peer.events().await(isRun().and(ofJob(jobId)), NodePeer.LIMIT);
    }

    List<JsonNode> awaitRuns(int count) {
        return peer.events().await(isRun(), count, NodePeer.LIMIT);
    }

    /** Waits for the worker's own event about a job: {@code completed}, {@code failed}, {@code stalled}, ... */
    JsonNode awaitReported(String type, String jobId) {
        return peer.events().await(reported(type).and(ofJob(jobId)), NodePeer.LIMIT);
    }

    /** Waits for an event of the worker that is about no job: {@code drained}, {@code closed}, ... */
    JsonNode awaitReported(String type) {
        return peer.events().await(reported(type), NodePeer.LIMIT);
    }

    /** What it has reported of that type so far. */
    List<JsonNode> reports(String type) {
        return peer.events().matching(reported(type));
    }

    /** What went wrong inside the worker, as its {@code error} event tells. */
    List<JsonNode> errors() {
        return peer.events().matching(reported("error"));
    }

    /** Claims a job by hand; only for a worker started with {@code manual: true}. A null node when there is none. */
    JsonNode claim(String token) {
        return peer.call("getNextJob", "queue", queue, "worker", id, "token", token);
    }

    /** Waits for running jobs, then closes. */
    void stop() {
        stop(false);
    }

    /** Closes without waiting: what runs stays active and locked. */
    void stopByForce() {
        stop(true);
    }

    private void stop(boolean force) {
        if (!stopped) {
            stopped = true;
            peer.call("stopWorker", "worker", id, "force", force);
        }
    }

    @Override
    public void close() {
        stop();
    }

    private Predicate<JsonNode> isRun() {
        return NodeEvents.isOfKind("run").and(this::isMine);
    }

    private Predicate<JsonNode> reported(String type) {
        return NodeEvents.isOfKind("worker")
                .and(this::isMine)
                .and(line -> line.path("type").asText().equals(type));
    }

    private boolean isMine(JsonNode line) {
        return line.path("worker").asText().equals(id);
    }

    private static Predicate<JsonNode> ofJob(String jobId) {
        return line -> line.path("job").asText().equals(jobId);
    }
}
