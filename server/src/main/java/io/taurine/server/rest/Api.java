package io.taurine.server.rest;

import io.taurine.history.History;
import java.util.HashSet;
import java.util.Set;

/** The document together with the code that answers it. */
final class Api {

    /** What some servers have and others have not; {@code x-part} in the document. */
    static final Set<String> PARTS =
            Set.of("overrides", "events", "history", "modules", "metrics", "prometheus", "files");

    private final ApiDocument document;
    private final Bindings bindings = new Bindings();

    Api(RestSetup setup) {
        this.document = ApiDocument.load(parts(setup));
        var runner = setup.runner();
        var yaml = document.yaml();
        bindings.on("getDocumentAsJson", call -> Reply.ok(document.json()))
                .on("getDocumentAsYaml", call -> Reply.text("application/yaml", yaml));
        new HealthCalls(runner, setup.healthChecks(), setup.health()).bind(bindings);
        new DefinitionCalls(runner, setup.overrides()).bind(bindings);
        new JobCalls(runner, new JobStarter(runner)).bind(bindings);
        new DeadLetterCalls(runner).bind(bindings);
        new QueueCalls(runner).bind(bindings);
        new QueueCareCalls(runner, setup.locks()).bind(bindings);
        new FlowCalls(runner).bind(bindings);
        new ScheduleCalls(runner, setup.clock()).bind(bindings);
        new WorkerCalls(runner, setup.workers(), setup.clock()).bind(bindings);
        setup.overrides().ifPresent(overrides -> new OverrideCalls(overrides).bind(bindings));
        setup.events().ifPresent(events -> new EventCalls(events).bind(bindings));
        setup.modules().ifPresent(modules -> new ModuleCalls(modules).bind(bindings));
        setup.metrics().ifPresent(metrics -> new MetricsCalls(metrics, setup.metricsTimeToLive()).bind(bindings));
        setup.files().ifPresent(files -> new FileCalls(files).bind(bindings));
        setup.prometheus()
                .ifPresent(prometheus -> bindings.on(
                        "scrapeMetrics", call -> Reply.text("text/plain; version=0.0.4", prometheus.scrape())));
        setup.history().ifPresent(history -> bindHistory(history, setup));
    }

    private void bindHistory(History history, RestSetup setup) {
        new ExecutionCalls(setup.runner(), history.executions()).bind(bindings);
        new EventHistoryCalls(history.events(), history.retention(), setup.clock()).bind(bindings);
        new AuditCalls(history.audit()).bind(bindings);
    }

    private static Set<String> parts(RestSetup setup) {
        var parts = new HashSet<String>();
        setup.overrides().ifPresent(one -> parts.add("overrides"));
        setup.events().ifPresent(one -> parts.add("events"));
        setup.history().ifPresent(one -> parts.add("history"));
        setup.modules().ifPresent(one -> parts.add("modules"));
        setup.metrics().ifPresent(one -> parts.add("metrics"));
        setup.prometheus().ifPresent(one -> parts.add("prometheus"));
        setup.files().ifPresent(one -> parts.add("files"));
        return parts;
    }

    ApiDocument document() {
        return document;
    }

    Bindings bindings() {
        return bindings;
    }
}
