package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What parents do, in the words of {@code peer/processor.mjs}; other jobs do what {@link JavaBehaviours} says. */
final class FamilyBehaviours implements Processor<JsonNode> {
    private final RedisConnection redis;
    private final JavaBehaviours others = new JavaBehaviours();

    FamilyBehaviours(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public @Nullable Object process(ActiveJob<JsonNode> job) {
        switch (job.data().path("do").asText()) {
            case "family" -> {
                return familyOf(job);
            }
            case "goOnAlone" -> {
                try (var queue = Queue.of(job.job().queueName(), JsonNode.class, redis)) {
                    queue.removeUnprocessedChildren(job.id());
                }
                return familyOf(job);
            }
            default -> {
                return others.process(job);
            }
        }
    }

    private static Map<String, Object> familyOf(ActiveJob<JsonNode> job) {
        var count = job.getDependenciesCount();
        return Map.of(
                "values",
                job.getChildrenValues(JsonNode.class),
                "ignored",
                job.getIgnoredChildrenFailures(),
                "count",
                Map.of(
                        "processed", count.processed(),
                        "unprocessed", count.unprocessed(),
                        "ignored", count.ignored(),
                        "failed", count.failed()));
    }
}
