package io.taurine.server.rest;

import java.util.Set;

/** The document together with the code that answers it. */
final class Api {

    /** What some servers have and others have not; {@code x-part} in the document. */
    static final Set<String> PARTS = Set.of();

    private final ApiDocument document;
    private final Bindings bindings = new Bindings();

    Api(RestSetup setup) {
        this.document = ApiDocument.load(PARTS);
        var runner = setup.runner();
        var yaml = document.yaml();
        bindings.on("getDocumentAsJson", call -> Reply.ok(document.json()))
                .on("getDocumentAsYaml", call -> Reply.text("application/yaml", yaml));
        new HealthCalls(runner, setup.healthChecks()).bind(bindings);
        new DefinitionCalls(runner).bind(bindings);
        new JobCalls(runner, new JobStarter(runner)).bind(bindings);
        new DeadLetterCalls(runner).bind(bindings);
        new QueueCalls(runner).bind(bindings);
        new ScheduleCalls(runner, setup.clock()).bind(bindings);
        new WorkerCalls(runner).bind(bindings);
    }

    ApiDocument document() {
        return document;
    }

    Bindings bindings() {
        return bindings;
    }
}
