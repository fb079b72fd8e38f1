package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Answers {@code /queues}; there is one for each key of a definition. */
final class QueueCalls {

    private static final int DEFAULT_LIMIT = 100;

    private final JobRunner runner;

    QueueCalls(JobRunner runner) {
        this.runner = runner;
    }

    void bind(Bindings bindings) {
        bindings.on("listQueues", this::list)
                .on("getQueue", this::get)
                .on("pauseQueue", call -> turn(call, true))
                .on("resumeQueue", call -> turn(call, false))
                .on("cleanQueue", this::clean)
                .on("drainQueue", this::drain)
                .on("retryQueue", this::retry)
                .on("promoteQueue", this::promote)
                .on("obliterateQueue", this::obliterate);
    }

    private Reply list(Call call) {
        var keys = List.copyOf(runner.definitions().keys());
        return Reply.ok(
                Pages.sparse(Pages.byKey(keys, key -> key, call), call, key -> json(key, call.texts("fields"))));
    }

    private Reply get(Call call) {
        return Reply.ok(json(key(call)));
    }

    private String key(Call call) {
        return VersionChoice.newest(runner.definitions(), call.text("key")).key();
    }

    private Reply turn(Call call, boolean paused) {
        var key = key(call);
        if (call.isDryRun()) {
            return Reply.dryRun(call, "The queue " + key + " would be " + (paused ? "paused." : "resumed."));
        }
        if (paused) {
            runner.executor().pause(key);
        } else {
            runner.executor().resume(key);
        }
        return Reply.ok(json(key));
    }

    private ObjectNode json(String key) {
        return json(key, List.of());
    }

    /** Jobs are counted only for those who want to know. */
    private ObjectNode json(String key, List<String> fields) {
        var executor = runner.executor();
        var json = Json.object()
                .put("key", key)
                .put("enabled", executor.isEnabled(key))
                .put("paused", executor.isPaused(key));
        if (fields.isEmpty() || fields.contains("counts")) {
            json.set("counts", counts(runner, key));
        }
        return json;
    }

    static ObjectNode counts(JobRunner runner, String key) {
        var json = Json.object();
        new TreeMap<>(runner.executor().counts(key)).forEach((status, count) -> json.put(status.wireName(), count));
        return json;
    }

    private Reply clean(Call call) {
        var key = key(call);
        var statuses = new HashSet<JobStatus>();
        call.body().get("status").forEach(name -> statuses.add(JobStatus.of(name.textValue())));
        return step(call, key, statuses, "removed", runner.executor()::delete);
    }

    private Reply step(Call call, String key, Set<JobStatus> statuses, String done, Consumer<String> change) {
        var filter = new JobFilter(Optional.of(key), statuses, Optional.empty(), call.bodyInstant("before"));
        var step = new JobStep(runner, filter, call.body().path("limit").asInt(DEFAULT_LIMIT));
        return call.isDryRun()
                ? Reply.dryRun(call, step.size() + " jobs would be " + done + " in this step.")
                : Reply.ok(step.each(change));
    }

    private Reply drain(Call call) {
        var isDelayedToo = call.body().path("delayed").booleanValue();
        var statuses = isDelayedToo ? Set.of(JobStatus.QUEUED, JobStatus.DELAYED) : Set.of(JobStatus.QUEUED);
        return step(call, key(call), statuses, "removed", runner.executor()::delete);
    }

    private Reply retry(Call call) {
        var key = key(call);
        var statuses = new HashSet<JobStatus>();
        call.body().path("status").forEach(name -> statuses.add(JobStatus.of(name.textValue())));
        var attempts = JobCalls.attempts(call);
        return step(
                call,
                key,
                statuses.isEmpty() ? JobCalls.RETRIED : statuses,
                "run again",
                id -> runner.executor().retry(id, attempts));
    }

    private Reply promote(Call call) {
        return step(call, key(call), Set.of(JobStatus.DELAYED), "run now", runner.executor()::promote);
    }

    private Reply obliterate(Call call) {
        var key = key(call);
        if (call.isDryRun()) {
            return Reply.dryRun(call, "The queue " + key + " would be removed with all its jobs.");
        }
        runner.queues().obliterate(key, call.body().path("force").booleanValue());
        return Reply.ok(json(key));
    }
}
