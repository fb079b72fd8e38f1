package io.taurine.server.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/** The free-form configuration of a definition, as it is written. */
final class ConfigJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ConfigJson() {}

    /** @throws IllegalArgumentException if it is no JSON object */
    static Map<String, Object> parse(String text) {
        JsonNode value;
        try {
            value = LocatedJson.parse(text, false).root();
        } catch (LocatedJson.NotReadable e) {
            throw new IllegalArgumentException("is no JSON: " + e.getMessage(), e);
        }
        if (!value.isObject()) {
            throw new IllegalArgumentException("must be a JSON object, was " + text);
        }
        return read(value);
    }

    @SuppressWarnings("unchecked") // a JSON object has texts as keys
    static Map<String, Object> read(JsonNode object) {
        return MAPPER.convertValue(object, Map.class);
    }
}
