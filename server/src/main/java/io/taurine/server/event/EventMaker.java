package io.taurine.server.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes events of what is emitted, if the rules allow it. */
final class EventMaker {

    private static final int LONGEST_SOURCE = 200;
    private static final int LARGEST_PAYLOAD = 1_048_576;

    private final EventRules rules;
    private final InstantSource clock;
    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    EventMaker(EventRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    Event make(String name, @Nullable Object payload, String source) {
        EventPattern.requireName(name);
        if (source.isBlank() || source.length() > LONGEST_SOURCE) {
            throw new IllegalArgumentException(
                    "source must have 1 to " + LONGEST_SOURCE + " characters, was '" + source + "'");
        }
        var tree = tree(name, payload);
        rules.check(name, tree, source);
        return new Event(UUID.randomUUID().toString(), name, tree, source, now());
    }

    private JsonNode tree(String name, @Nullable Object payload) {
        JsonNode tree = json.valueToTree(payload);
        var size = tree.toString().length();
        if (size > LARGEST_PAYLOAD) {
            throw new IllegalArgumentException(
                    "payload of " + name + " must be " + LARGEST_PAYLOAD + " characters of JSON at most, was " + size);
        }
        return tree;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
