package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs as the API shows them. */
final class JobJson {

    private static final List<String> PAYLOADS = List.of("params", "result");

    private JobJson() {}

    /** All there is. */
    static ObjectNode of(JobView job) {
        var json = Json.object()
                .put("id", job.id())
                .put("definitionKey", job.definitionKey())
                .put("definitionVersion", job.version())
                .put("status", job.status().wireName())
                .put("priority", job.priority())
                .put("attemptsMade", job.attemptsMade())
                .put("maxAttempts", job.maxAttempts());
        put(json, "progress", job.progress());
        json.set("params", job.params());
        put(json, "result", job.result());
        put(json, "error", job.error());
        put(json, "reason", job.reason());
        put(json, "scheduleId", job.scheduleId());
        put(json, "worker", job.worker());
        json.put("createdAt", job.createdAt().toString());
        put(json, "runAt", job.runAt());
        put(json, "startedAt", job.startedAt());
        put(json, "endedAt", job.endedAt());
        return json;
    }

    /** As an item of a list: the fields asked for, or all but the payloads. */
    static ObjectNode item(JobView job, List<String> fields) {
        var json = of(job);
        return fields.isEmpty() ? json.remove(PAYLOADS) : json.retain(fields);
    }

    private static void put(ObjectNode json, String name, @Nullable JsonNode value) {
        if (value != null) {
            json.set(name, value);
        }
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void put(ObjectNode json, String name, Optional<Instant> value) {
        value.ifPresent(instant -> json.put(name, instant.toString()));
    }
}
