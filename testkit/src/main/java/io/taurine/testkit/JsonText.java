package io.taurine.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Compares JSON by what it says: neither the order of fields, nor white space, nor 1 against 1.0 matters. */
final class JsonText {
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private JsonText() {}

    /** False when {@code actual} is no JSON at all. */
    static boolean says(String actual, String expected) {
        JsonNode wanted;
        try {
            wanted = MAPPER.readTree(expected);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected must be JSON, was " + expected, e);
        }
        try {
            return wanted.equals(JsonText::compare, MAPPER.readTree(actual));
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    /** Asked by Jackson for each pair of leaves; only whether the answer is zero counts. */
    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }
}
