package io.taurine.server.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Events as fields of an entry of a stream in Redis. */
final class EventFields {

    /** What an entry is called in the stream; an event's own name might be one of the engine's. */
    static final String ENTRY = "taurine";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private EventFields() {}

    static Map<String, String> write(Event event) {
        return Map.of(
                "id", event.id(),
                "name", event.name(),
                "payload", event.payload().toString(),
                "source", event.source(),
                "at", Long.toString(event.at().toEpochMilli()));
    }

    /** Empty for what is no event of ours. */
    static Optional<Event> read(Map<String, String> fields) {
        try {
            return Optional.of(new Event(
                    required(fields, "id"),
                    EventPattern.requireName(required(fields, "name")),
                    JSON.readTree(required(fields, "payload")),
                    required(fields, "source"),
                    Instant.ofEpochMilli(Long.parseLong(required(fields, "at")))));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String required(Map<String, String> fields, String name) {
        var value = fields.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }
}
