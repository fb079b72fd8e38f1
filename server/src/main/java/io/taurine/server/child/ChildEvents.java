package io.taurine.server.child;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.definition.Definition;
import io.taurine.server.event.PublishPermission;
import io.taurine.server.runner.EventSink;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.sandbox.SandboxMessenger;
import org.jspecify.annotations.Nullable;

/** Brings events of a handler in a JVM of its own to the server, whose rules hold for them too. */
final class ChildEvents {

    private ChildEvents() {}

    /** In the JVM of the handler: throws what the server's bus throws. */
    static void send(ActiveJob<JsonNode> job, String name, @Nullable Object payload) {
        if (!(job instanceof SandboxMessenger messenger)) {
            throw new IllegalStateException("There is nobody to emit " + name + " for this run");
        }
        var message = JsonNodeFactory.instance.objectNode().put("name", name);
        message.set("payload", ExactJson.MAPPER.valueToTree(payload));
        messenger.send(message.toString());
    }

    /** In the server, which alone knows what may be emitted. */
    static void receive(EventSink events, Definition<?> definition, String text) {
        try {
            var message = ExactJson.MAPPER.readTree(text);
            var name = message.path("name").asText();
            PublishPermission.of(definition).check(name);
            events.emit(name, message.path("payload"), definition.key());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("That is no event", e);
        }
    }
}
