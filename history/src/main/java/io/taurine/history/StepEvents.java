package io.taurine.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The events that steps of jobs are: what the bus tells of a step, out of what is written of the job. */
final class StepEvents {

    static final String PROGRESS = JobStep.PREFIX + "progress";

    private static final ObjectMapper JSON = new ObjectMapper();

    private StepEvents() {}

    private static ObjectNode payload(String queue, String jobId, int run) {
        var id = queue + ":" + jobId;
        return JsonNodeFactory.instance
                .objectNode()
                .put("jobId", id)
                .put("executionId", run == 0 ? "" : id + "/" + run)
                .put("definitionKey", queue);
    }

    static StoredEvent event(EventRow row, EventRow.Run run) {
        var step = JobStep.ofEvent(row.name()).orElseThrow();
        var payload = payload(row.source(), String.valueOf(row.jobId()), row.runNumber());
        var message = run.error() == null ? row.detail() : run.error();
        switch (step) {
            case DELAYED -> payload.put("runAt", row.detail());
            case STARTED -> {
                if (run.worker() != null) {
                    payload.put("worker", run.worker());
                }
            }
            case RETRYING -> {
                payload.put("message", run.error() == null ? "" : run.error());
                if ("delayed".equals(row.state())) {
                    payload.put("runAt", row.detail());
                }
                payload.put("willRetry", true);
            }
            case SUCCEEDED -> payload.putRawValue("result", raw(run.result()));
            case SKIPPED -> payload.put("reason", Verdicts.skipReason(run.result()));
            case FAILED, TIMED_OUT -> payload.put("message", message).put("willRetry", false);
            case CANCELLING, CANCELLED -> payload.put("reason", row.detail());
            case QUEUED, LOST, REMOVED -> {}
        }
        return new StoredEvent(row.id(), step.eventName(), row.source(), text(payload), row.happenedAt());
    }

    private static RawValue raw(@Nullable String json) {
        return new RawValue(json == null ? "null" : json);
    }

    /** Which has no row of its own but in the execution, where the next one takes its place. */
    static StoredEvent progress(String ref, String queue, String jobId, int run, String progressJson, Instant at) {
        var payload = payload(queue, jobId, run);
        var told = read(progressJson);
        if (told.path("done").isNumber() && told.path("total").isNumber()) {
            payload.set("done", told.get("done"));
            payload.put("message", told.path("message").asText(""));
            payload.set("total", told.get("total"));
        } else { // a foreign worker's
            payload.putRawValue("progress", raw(progressJson));
        }
        return new StoredEvent(ref, PROGRESS, queue, text(payload), at);
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException notJson) {
            return MissingNode.getInstance();
        }
    }

    private static String text(ObjectNode payload) {
        try {
            return JSON.writeValueAsString(payload);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree is always JSON", e);
        }
    }
}
