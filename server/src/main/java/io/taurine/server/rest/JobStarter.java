package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Priority;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.concurrent.CompletionStage;

/** Starts jobs as a body asks for them. */
final class JobStarter {

    private final JobRunner runner;

    JobStarter(JobRunner runner) {
        this.runner = runner;
    }

    Reply start(Call call, String definitionKey) {
        var request = request(definitionKey, call.body());
        if (call.isDryRun()) {
            return Reply.dryRun(
                    call,
                    runner.executor()
                            .check(request)
                            .map(known -> "The idempotency key has started " + known.jobId() + " already.")
                            .orElse("A job of " + definitionKey + " would be started."));
        }
        return answer(runner.executor().start(request));
    }

    /** As {@link #start}, for a call that is no dry run. */
    CompletionStage<Reply> startAsync(Call call, String definitionKey) {
        return runner.executor().startAsync(request(definitionKey, call.body())).thenApply(JobStarter::answer);
    }

    static Reply answer(StartedJob started) {
        var json = Json.object()
                .put("jobId", started.jobId())
                .put("status", started.status().wireName())
                .put("new", started.isNew());
        return started.isNew() ? Reply.created(json, "/jobs/" + UrlPath.segment(started.jobId())) : Reply.ok(json);
    }

    static StartRequest request(String key, JsonNode body) {
        var request = StartRequest.of(key);
        if (body.has("params")) {
            request.params(body.get("params"));
        }
        if (body.has("definitionVersion")) {
            request.version(body.get("definitionVersion").intValue());
        }
        if (body.has("priority")) {
            request.priority(Priority.of(body.get("priority").asText()));
        }
        if (body.has("maxAttempts")) {
            request.maxAttempts(body.get("maxAttempts").intValue());
        }
        if (body.has("delay")) {
            request.delay(duration(body.get("delay")));
        }
        if (body.has("runAt")) {
            request.runAt(OffsetDateTime.parse(body.get("runAt").textValue()).toInstant());
        }
        if (body.has("idempotencyKey")) {
            request.idempotencyKey(body.get("idempotencyKey").textValue());
        }
        return request.build();
    }

    static Duration duration(JsonNode value) {
        return value.isNumber() ? Duration.ofMillis(value.longValue()) : Duration.parse(value.textValue());
    }
}
