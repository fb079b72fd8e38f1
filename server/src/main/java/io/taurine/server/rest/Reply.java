package io.taurine.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a call is answered with.
 *
 * @param body empty for none
 * @param content what is sent in the place of the body; null for the body
 */
@SuppressWarnings("ArrayRecordComponent") // written once and never compared
record Reply(
        int status,
        String mediaType,
        byte[] body,
        Map<String, String> headers,
        @Nullable Content content) {

    private static final String JSON = "application/json";

    static Reply ok(JsonNode body) {
        return of(200, body);
    }

    static Reply of(int status, JsonNode body) {
        return new Reply(status, JSON, Json.write(body), Map.of(), null);
    }

    static Reply text(String mediaType, String text) {
        return new Reply(200, mediaType, text.getBytes(StandardCharsets.UTF_8), Map.of(), null);
    }

    static Reply created(JsonNode body, String location) {
        return of(201, body).with("Location", ApiDocument.BASE + location);
    }

    static Reply gone() {
        return new Reply(204, JSON, new byte[0], Map.of(), null);
    }

    static Reply dryRun(Call call, String message) {
        return ok(Json.object()
                .put("dryRun", true)
                .put("operation", call.operation().id())
                .put("message", message));
    }

    static Reply content(int status, String mediaType, Content content) {
        return new Reply(status, mediaType, new byte[0], Map.of(), content);
    }

    /** The same with one header more. */
    Reply with(String header, String value) {
        var more = new TreeMap<>(headers);
        more.put(header, value);
        return new Reply(status, mediaType, body, more, content);
    }
}
