package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.event.Event;
import io.taurine.server.event.EventBus;
import io.taurine.server.event.EventRefusedException;
import io.taurine.server.event.EventRefusedException.Reason;
import org.jspecify.annotations.Nullable;

/** Answers what puts events on the bus. */
final class EventCalls {

    private final EventBus bus;

    EventCalls(EventBus bus) {
        this.bus = bus;
    }

    void bind(Bindings bindings) {
        bindings.on("emitEvent", this::emit);
    }

    private Reply emit(Call call) {
        var name = call.body().get("name").textValue();
        if (call.isDryRun()) {
            return Reply.dryRun(call, "An event " + name + " would be emitted.");
        }
        var event =
                emit(name, call.body().get("payload"), "api." + call.caller().name());
        return Reply.created(json(event), "/events/" + event.id());
    }

    private Event emit(String name, @Nullable JsonNode payload, String source) {
        try {
            return bus.emit(name, payload, source);
        } catch (EventRefusedException e) {
            throw refused(e);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.invalid("body", "/name", String.valueOf(e.getMessage()));
        }
    }

    private static ApiProblem refused(EventRefusedException e) {
        var detail = String.valueOf(e.getMessage());
        if (e.reason() == Reason.RATE) {
            return new ApiProblem(429, "too_many_events", detail);
        }
        if (e.reason() == Reason.NOT_PERMITTED) {
            return new ApiProblem(403, "event_not_permitted", detail);
        }
        var violations = e.problems().stream()
                .map(problem -> new Violation("body", "/payload", problem))
                .toList();
        return new ApiProblem(422, "event_refused", detail, violations);
    }

    static ObjectNode json(Event event) {
        return Json.object()
                .put("id", event.id())
                .put("name", event.name())
                .put("source", event.source())
                .put("at", event.at().toString());
    }
}
