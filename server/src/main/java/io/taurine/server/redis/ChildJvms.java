package io.taurine.server.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.worker.sandbox.Sandbox;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Sandboxes of the definitions that run in a JVM of their own, made as they are needed. Safe to share between threads. */
final class ChildJvms implements AutoCloseable {

    private final RunnerSetup setup;
    private final Map<Code, Sandbox<JsonNode>> sandboxes = new ConcurrentHashMap<>();

    ChildJvms(RunnerSetup setup) {
        this.setup = setup;
    }

    /** A definition whose handler is another object may have come with another jar. */
    private record Code(String name, JobHandler<?> handler) {}

    Sandbox<JsonNode> of(Definition<?> definition) {
        return sandboxes.computeIfAbsent(new Code(definition.name(), definition.handler()), code -> open(definition));
    }

    /** The two times until a process is killed stay below the grace that the worker gives. */
    private Sandbox<JsonNode> open(Definition<?> definition) {
        var half = setup.cancelGrace().dividedBy(2);
        return Sandbox.<JsonNode>of(ChildHandler.class)
                .environment(
                        ChildHandler.HANDLER, definition.handler().getClass().getName())
                .environment(ChildHandler.DEFINITION, definition.name())
                .environment(ChildHandler.CONFIG, config(definition))
                .environment(ChildHandler.LOCK, definition.lockLifetime().toString())
                .cancelGrace(half)
                .killGrace(half.dividedBy(2))
                .build();
    }

    private static String config(Definition<?> definition) {
        try {
            return ExactJson.MAPPER.writeValueAsString(definition.config());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("The configuration of " + definition + " cannot be written as JSON", e);
        }
    }

    @Override
    public void close() {
        sandboxes.values().forEach(Sandbox::close);
    }
}
