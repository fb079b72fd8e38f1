package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A Node process that runs the real BullMQ and does what a test asks of it. Several may run beside each other. May be
 * shared between threads.
 *
 * <p>{@link #call} reaches every operation of the protocol in README.md; the other methods are the ones that most tests
 * need, in Java's types. An operation that BullMQ refuses throws {@link NodePeerException}, one that does not answer in
 * time an {@link AssertionError}.
 */
final class NodePeer implements AutoCloseable {
    /** How long one operation, or one awaited event, may take before the test fails. */
    static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final NodeProcess process;

    private NodePeer(NodeProcess process) {
        this.process = process;
    }

    /** Installs the packages if need be, starts Node, and returns when the peer has reached Redis. */
    static NodePeer start(String redisUrl) {
        var process = NodeProcess.start(redisUrl);
        try {
            process.events().await(NodeEvents.isOfKind("ready"), START_LIMIT);
        } catch (AssertionError e) {
            process.kill();
            throw new AssertionError("the peer could not start or could not reach " + redisUrl, e);
        }
        return new NodePeer(process);
    }

    // ---- The protocol

    /** Performs one operation. The arguments are names and values in turn; a null value is left out. */
    JsonNode call(String op, @Nullable Object... namesAndValues) {
        return answer(op, callAsync(op, namesAndValues), LIMIT);
    }

    /** As {@link #call}, for what takes its time: {@code waitUntilFinished}, a graceful {@code stopWorker}. */
    CompletableFuture<JsonNode> callAsync(String op, @Nullable Object... namesAndValues) {
        var arguments = new LinkedHashMap<String, Object>();
        for (var i = 0; i < namesAndValues.length; i += 2) {
            var value = namesAndValues[i + 1];
            if (value != null) {
                arguments.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return process.send(op, arguments);
    }

    /** Everything the peer has reported of its own accord. */
    NodeEvents events() {
        return process.events();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL: what its workers run stays active, locked until the locks expire. */
    void kill() {
        process.kill();
    }

    /** Closes workers without waiting for their jobs, then ends the process. Harmless when it is gone already. */
    @Override
    public void close() {
        try {
            answer("close", callAsync("close", "force", true), CLOSE_LIMIT);
        } catch (RuntimeException | AssertionError e) {
            // Ending the process below is enough; a test that cares for an orderly end stops its workers itself.
        }
        process.end(CLOSE_LIMIT);
    }

    // ---- Adding

    /** Adds a job without options and returns its id. */
    String add(String queue, String name, Object data) {
        return add(queue, name, data, Map.of());
    }

    String add(String queue, String name, Object data, Map<String, ?> opts) {
        return call("add", "queue", queue, "name", name, "data", data, "opts", opts)
                .asText();
    }

    /** Adds jobs of the form {@code {name, data, opts}} in one call and returns their ids in order. */
    List<String> addBulk(String queue, List<? extends Map<String, ?>> jobs) {
        return stream(call("addBulk", "queue", queue, "jobs", jobs))
                .map(JsonNode::asText)
                .toList();
    }

    // ---- Looking

    /** The job as BullMQ reads it, with {@code state} and {@code logs} beside its fields. */
    Optional<JsonNode> job(String queue, String jobId) {
        return Optional.of(call("getJob", "queue", queue, "job", jobId)).filter(job -> !job.isNull());
    }

    /** The jobs of one type ({@code waiting}, {@code failed}, ...), oldest first. */
    List<JsonNode> jobs(String queue, String type) {
        return stream(call("getJobs", "queue", queue, "type", type, "asc", true))
                .toList();
    }

    String state(String queue, String jobId) {
        return call("getState", "queue", queue, "job", jobId).asText();
    }

    /** How many jobs there are of each type, zero included. */
    Map<String, Long> counts(String queue) {
        var counts = new LinkedHashMap<String, Long>();
        call("counts", "queue", queue)
                .properties()
                .forEach(count -> counts.put(count.getKey(), count.getValue().asLong()));
        return counts;
    }

    /** The workers BullMQ finds in Redis's list of clients. */
    List<JsonNode> workers(String queue) {
        return stream(call("getWorkers", "queue", queue)).toList();
    }

    /**
     * All keys and events that a queue has left in Redis, with names, instants, random ids, tokens and stack traces
     * replaced: the dumps of two queues on which the same was done are equal. Opens no Queue, so it leaves no trace.
     */
    JsonNode dump(String queue, String... without) {
        return call("dump", "queue", queue, "without", List.of(without));
    }

    // ---- Acting on the queue or on a job

    void pause(String queue) {
        call("pause", "queue", queue);
    }

    void resume(String queue) {
        call("resume", "queue", queue);
    }

    boolean isPaused(String queue) {
        return call("isPaused", "queue", queue).asBoolean();
    }

    void retry(String queue, String jobId, String state) {
        call("retry", "queue", queue, "job", jobId, "state", state);
    }

    void promote(String queue, String jobId) {
        call("promote", "queue", queue, "job", jobId);
    }

    /** True when the job is gone, false when it is locked. */
    boolean remove(String queue, String jobId) {
        return call("remove", "queue", queue, "job", jobId).asInt() == 1;
    }

    /** Removes finished or waiting jobs older than the grace, at most {@code limit} (0 = all); returns their ids. */
    List<String> clean(String queue, Duration grace, int limit, String type) {
        return stream(call("clean", "queue", queue, "grace", grace.toMillis(), "limit", limit, "type", type))
                .map(JsonNode::asText)
                .toList();
    }

    void drain(String queue, boolean delayed) {
        call("drain", "queue", queue, "delayed", delayed);
    }

    void obliterate(String queue, boolean force) {
        call("obliterate", "queue", queue, "opts", Map.of("force", force));
    }

    /** The return value of a job, awaited through BullMQ's events. Fails with the reason when the job fails. */
    CompletableFuture<JsonNode> waitUntilFinished(String queue, String jobId, Duration limit) {
        return callAsync("waitUntilFinished", "queue", queue, "job", jobId, "ttl", limit.toMillis());
    }

    // ---- Working and watching

    NodeWorker startWorker(String queue) {
        return startWorker(queue, Map.of());
    }

    /** Starts a worker with BullMQ's own options (name, concurrency, lockDuration, stalledInterval, limiter, ...). */
    NodeWorker startWorker(String queue, Map<String, ?> options) {
        var id = call("startWorker", "queue", queue, "options", options)
                .path("worker")
                .asText();
        return new NodeWorker(this, queue, id);
    }

    /** Lets jobs with the behaviour {@code gate} go on, also those that reach the gate later. */
    void openGate(String gate) {
        call("openGate", "gate", gate);
    }

    /** Records the events of a queue through BullMQ's QueueEvents, from the beginning of its stream. */
    NodeQueueEvents startEvents(String queue) {
        call("startEvents", "queue", queue);
        return new NodeQueueEvents(this, queue);
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode answer(String op, CompletableFuture<JsonNode> reply, Duration limit) {
        try {
            return reply.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof NodePeerException refused) {
                throw refused;
            }
            throw new AssertionError("op " + op + " had no answer within " + limit, e);
        }
    }
}
