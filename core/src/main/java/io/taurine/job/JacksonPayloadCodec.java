package io.taurine.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Type;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON through Jackson: records, beans, collections, {@code JsonNode}, {@code java.time} as ISO text. Thread-safe. */
public final class JacksonPayloadCodec implements PayloadCodec {

    private static final JacksonPayloadCodec DEFAULT = new JacksonPayloadCodec(JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            // A service in another language may send fields that this one does not know yet.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build());

    private final ObjectMapper mapper;

    /** Uses the caller's mapper as it is. Do not switch on default typing: payloads come from other services. */
    public JacksonPayloadCodec(ObjectMapper mapper) {
        this.mapper = Objects.requireNonNull(mapper, "mapper");
    }

    /** The shared codec: unknown fields are ignored, times are ISO text. */
    public static JacksonPayloadCodec defaults() {
        return DEFAULT;
    }

    @Override
    public String encode(@Nullable Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            var type = value == null ? "null" : value.getClass().getName();
            throw new PayloadException(
                    "A value of type " + type + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public @Nullable Object decode(String json, Type type) {
        try {
            return mapper.readValue(json, mapper.constructType(type));
        } catch (JsonProcessingException e) {
            throw new PayloadException(
                    "The JSON cannot be read as " + type.getTypeName() + ": " + e.getOriginalMessage(), e);
        }
    }
}
