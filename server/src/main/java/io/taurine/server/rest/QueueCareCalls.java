package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.queue.lock.LockStatus;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.QueueBounds;
import io.taurine.server.runner.QueueFindings;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers what limits queues, what is wrong with them, and who holds which lock. */
final class QueueCareCalls {

    private static final int DEFAULT_MOST = 100;

    private final JobRunner runner;
    private final Supplier<List<LockStatus>> locks;

    QueueCareCalls(JobRunner runner, Supplier<List<LockStatus>> locks) {
        this.runner = runner;
        this.locks = locks;
    }

    void bind(Bindings bindings) {
        bindings.on("getQueueLimits", call -> limits(key(call)))
                .on("setQueueLimits", this::limit)
                .on("checkQueue", call -> findings(key(call), call.number("most"), false))
                .on("repairQueue", this::repair)
                .on("listLocks", this::listLocks);
    }

    private String key(Call call) {
        return VersionChoice.newest(runner.definitions(), call.text("key")).key();
    }

    private Reply limits(String key) {
        var bounds = runner.queues().bounds(key);
        var json = Json.object().put("key", key).put("maxed", bounds.isMaxed());
        bounds.concurrency().ifPresent(most -> json.put("concurrency", most));
        bounds.rate()
                .ifPresent(rate -> json.putObject("rate")
                        .put("max", rate.max())
                        .put("per", rate.per().toString()));
        return Reply.ok(json.put("held", bounds.heldFor().toString()));
    }

    private Reply limit(Call call) {
        var key = key(call);
        var rate = Optional.ofNullable(call.body().get("rate")).map(QueueCareCalls::rate);
        var hold = Optional.ofNullable(call.body().get("hold"))
                .map(JobStarter::duration)
                .orElse(Duration.ZERO);
        if (call.isDryRun()) {
            runner.queues().bounds(key);
            return Reply.dryRun(call, "The limits of the queue " + key + " would be set.");
        }
        runner.queues().limitRate(key, rate);
        runner.queues().hold(key, hold);
        return limits(key);
    }

    private static QueueBounds.Rate rate(JsonNode json) {
        try {
            return new QueueBounds.Rate(json.get("max").intValue(), JobStarter.duration(json.get("per")));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("body", "/rate/per", String.valueOf(e.getMessage()));
        }
    }

    private Reply repair(Call call) {
        var key = key(call);
        var most = call.body().path("most").asInt(DEFAULT_MOST);
        if (call.isDryRun()) {
            var found = runner.queues().check(key, most, false).items().stream()
                    .filter(QueueFindings.Finding::isRepairable)
                    .count();
            return Reply.dryRun(call, found + " findings would be mended.");
        }
        return findings(key, most, true);
    }

    private Reply findings(String key, int most, boolean repair) {
        var found = runner.queues().check(key, most, repair);
        var json = Json.object()
                .put("key", key)
                .put("jobs", found.jobs())
                .put("complete", found.isComplete())
                .put("clean", found.isComplete() && found.items().isEmpty());
        var items = json.putArray("findings");
        found.items().forEach(one -> items.add(json(one)));
        return Reply.ok(json);
    }

    private static ObjectNode json(QueueFindings.Finding found) {
        var json = Json.object().put("kind", found.kind()).put("id", found.id());
        if (!found.other().isEmpty()) {
            json.put("other", found.other());
        }
        return json.put("seen", found.seen())
                .put("repairable", found.isRepairable())
                .put("repaired", found.isRepaired());
    }

    private Reply listLocks(Call call) {
        var page = Pages.byKey(locks.get(), LockStatus::name, call);
        return Reply.ok(Pages.sparse(
                page,
                call,
                lock -> Json.object()
                        .put("name", lock.name())
                        .put("holder", lock.holder())
                        .put("remaining", lock.remaining().toString())
                        .put("fencingNumber", lock.fencingToken())));
    }
}
