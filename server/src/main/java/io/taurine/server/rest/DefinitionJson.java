package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobRunner;
import java.util.Locale;

/** Definitions as the API shows them. */
final class DefinitionJson {

    private DefinitionJson() {}

    static ObjectNode of(Definition<?> definition, JobRunner runner) {
        var json = Json.object().put("key", definition.key()).put("version", definition.version());
        var versions = json.putArray("versions");
        runner.definitions().versions(definition.key()).forEach(one -> versions.add(one.version()));
        json.put("description", definition.description());
        definition.module().ifPresent(module -> json.put("module", module));
        json.put("enabled", runner.executor().isEnabled(definition.key()));
        json.set("retry", retry(definition.retry()));
        definition.timeout().ifPresent(timeout -> json.put("timeout", timeout.toString()));
        definition.concurrency().ifPresent(most -> json.put("concurrency", most));
        json.put("processConcurrency", definition.processConcurrency())
                .put("priority", definition.priority().value())
                .put("lockLifetime", definition.lockLifetime().toString())
                .put("overlap", wireName(definition.overlap()))
                .put("singleRunning", definition.isSingleRunning())
                .put("minimalVersion", definition.minimalVersion());
        json.set("config", Json.MAPPER.valueToTree(definition.config()));
        json.put("runsOn", wireName(definition.runsOn()))
                .put("keepSucceeded", definition.keepSucceeded())
                .put("keepFailed", definition.keepFailed());
        definition.unavailable().ifPresent(reason -> json.put("unavailable", reason));
        return json;
    }

    private static ObjectNode retry(RetryRule rule) {
        return Json.object()
                .put("attempts", rule.attempts())
                .put("delay", rule.delay().toString())
                .put("factor", rule.factor())
                .put("cap", rule.cap().toString())
                .put("jitter", rule.jitter());
    }

    static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
