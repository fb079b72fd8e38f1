package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvent;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.internal.ExactJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the steps of jobs out of the events of their queues, for whoever reads these by itself: the same that listeners of the
 * runner hear. Looks jobs up only where events do not say enough. For one thread.
 */
public final class QueueSteps implements AutoCloseable {

    private final RedisConnection redis;
    private final QueueOptions options;
    private final Map<String, Queue<JsonNode>> queues = new HashMap<>();
    private final Map<String, JobSteps> steps = new HashMap<>();

    /** @param redis stays the caller's */
    public QueueSteps(RedisConnection redis, String prefix) {
        this.redis = redis;
        this.options =
                QueueOptions.builder().prefix(prefix).codec(ExactJson.CODEC).build();
    }

    public List<JobEvent> of(String definitionKey, QueueEvent event) {
        return steps.computeIfAbsent(definitionKey, this::open).of(event);
    }

    private JobSteps open(String key) {
        var queue = Queue.<JsonNode>of(key, JsonNode.class, redis, options);
        queues.put(key, queue);
        return new JobSteps(key, queue);
    }

    @Override
    public void close() {
        queues.values().forEach(Queue::close);
    }
}
