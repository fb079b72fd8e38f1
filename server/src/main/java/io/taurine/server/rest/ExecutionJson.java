package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.taurine.history.Execution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Executions as the API shows them. */
final class ExecutionJson {

    private ExecutionJson() {}

    /** What is known: of a list that is less. */
    static ObjectNode of(Execution execution) {
        var json = Json.object()
                .put("id", execution.id())
                .put("jobId", execution.queue() + ":" + execution.jobId())
                .put("definitionKey", execution.queue());
        execution.version().ifPresent(version -> json.put("definitionVersion", version));
        json.put("attempt", execution.attempt())
                .put("run", execution.runNumber())
                .put("status", execution.outcome().wireName());
        execution.scheduleId().ifPresent(id -> json.put("scheduleId", id));
        execution.worker().ifPresent(worker -> json.put("worker", worker));
        json.put("startedAt", execution.startedAt().toString());
        execution.endedAt().ifPresent(at -> json.put("endedAt", at.toString()));
        execution.waitedMillis().ifPresent(millis -> json.put("waitedMillis", millis));
        execution.error().ifPresent(error -> json.put("error", error));
        execution.progress().ifPresent(text -> json.set("progress", stored(text)));
        execution.result().ifPresent(text -> json.set("result", stored(text)));
        execution.stackTrace().ifPresent(text -> json.put("stackTrace", text));
        return json;
    }

    /** What another client stored may be no JSON, or was cut: then the text itself. */
    static JsonNode stored(String text) {
        try {
            return Json.read(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException noJson) {
            return TextNode.valueOf(text);
        }
    }
}
