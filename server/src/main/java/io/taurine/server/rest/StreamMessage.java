package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.event.Event;
import io.taurine.server.runner.JobEvent;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Something to tell the clients of the stream.
 *
 * @param event its name
 * @param topics any of which a client must have asked for
 * @param data small, without payloads
 */
record StreamMessage(String event, Set<String> topics, JsonNode data) {

    private static final int LONGEST_TEXT = 500;

    static StreamMessage job(JobEvent event) {
        var json = Json.object()
                .put("kind", event.kind().busName())
                .put("jobId", event.jobId())
                .put("definitionKey", event.definitionKey())
                .put("at", event.at().toString());
        if (!event.executionId().isEmpty()) {
            json.put("executionId", event.executionId());
        }
        for (var detail : event.details().entrySet()) {
            if (detail.getValue() instanceof String text) {
                json.put(detail.getKey(), text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
            } else if (detail.getValue() instanceof Number || detail.getValue() instanceof Boolean) {
                json.set(detail.getKey(), Json.MAPPER.valueToTree(detail.getValue()));
            }
        }
        json.remove("result");
        return new StreamMessage("job", Set.of("jobs", "jobs:" + event.definitionKey(), "job:" + event.jobId()), json);
    }

    static StreamMessage counts(String key, JsonNode counts) {
        var json = Json.object().put("definitionKey", key);
        json.set("counts", counts);
        return new StreamMessage("counts", Set.of("counts", "counts:" + key), json);
    }

    static StreamMessage change(AuditEntry entry) {
        return new StreamMessage(
                "change",
                Set.of("changes"),
                Json.object()
                        .put("operation", entry.operation())
                        .put("target", entry.target())
                        .put("who", entry.who())
                        .put("at", entry.at().toString()));
    }

    static StreamMessage event(Event event) {
        return new StreamMessage("event", Set.of("events", "events:" + event.name()), EventCalls.json(event));
    }

    boolean isFor(Set<String> asked) {
        return topics.stream().anyMatch(asked::contains);
    }

    /** As it goes over the wire. */
    byte[] bytes(String id) {
        var text =
                "id: " + id + "\nevent: " + event + "\ndata: " + new String(Json.write(data), StandardCharsets.UTF_8);
        return (text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
