package io.taurine.server.runner.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.taurine.job.PayloadException;
import org.jspecify.annotations.Nullable;

/** Values of handlers as JSON: times are ISO text. */
public final class JsonValues {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .build();

    private JsonValues() {}

    /**
     * The value as JSON, a copy of what it is now.
     *
     * @throws PayloadException if it has no JSON form
     */
    public static JsonNode of(@Nullable Object value) {
        if (value == null) {
            return NullNode.getInstance();
        }
        try {
            return value instanceof JsonNode tree ? tree.deepCopy() : MAPPER.valueToTree(value);
        } catch (IllegalArgumentException e) {
            throw new PayloadException(
                    "A value of type " + value.getClass().getName() + " cannot be written as JSON: " + e.getMessage(),
                    e);
        }
    }

    /** JSON as Java's own types: maps, lists, texts, numbers, booleans; null for JSON null. */
    public static @Nullable Object plain(JsonNode json) {
        return MAPPER.convertValue(json, Object.class);
    }
}
