package io.taurine.server.runner.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.runner.StartRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * What tells whether two requests for a job are the same, whatever the order of the fields in their params. What was left out
 * is not the same as what was said and equals the default, which may change.
 */
public final class RequestFingerprint {

    private RequestFingerprint() {}

    /** 64 hexadecimal digits. */
    public static String of(StartRequest request) {
        var all = JsonNodeFactory.instance.objectNode();
        all.put("definitionKey", request.definitionKey());
        all.set("params", ordered(request.params()));
        request.version().ifPresent(version -> all.put("version", version));
        request.priority().ifPresent(priority -> all.put("priority", priority.value()));
        request.maxAttempts().ifPresent(attempts -> all.put("maxAttempts", attempts));
        request.delay().ifPresent(delay -> all.put("delay", delay.toString()));
        request.runAt().ifPresent(at -> all.put("runAt", at.toString()));
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) { // each JVM must have it
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode ordered(JsonNode value) {
        if (value.isObject()) {
            var fields = new TreeMap<String, JsonNode>();
            value.properties().forEach(field -> fields.put(field.getKey(), ordered(field.getValue())));
            var object = JsonNodeFactory.instance.objectNode();
            return object.setAll(fields);
        }
        if (value.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(element -> array.add(ordered(element)));
            return array;
        }
        return value;
    }
}
