package io.taurine.job.codec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.job.PayloadException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is stored in place of a payload's own JSON: {@code {"taurineCodec":"gzip","data":"…"}}, with {@code key} and
 * {@code iv} when it is encrypted. The bytes are base64 in its URL alphabet, without padding: a script that writes JSON anew
 * leaves those characters alone.
 */
record Envelope(String codec, @Nullable String key, byte @Nullable [] iv, byte[] data) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String MARKER = "taurineCodec";
    private static final String QUOTED_MARKER = "\"" + MARKER + "\"";

    /** True when a text must not be stored as it is, since it would be taken for an envelope. */
    static boolean isLike(String json) {
        return json.contains(QUOTED_MARKER);
    }

    String write() {
        var object = MAPPER.createObjectNode().put(MARKER, codec);
        if (key != null) {
            object.put("key", key);
        }
        if (iv != null) {
            object.put("iv", text(iv));
        }
        return object.put("data", text(data)).toString();
    }

    /** The envelope of that codec in a stored text; empty when the text is something else. */
    static Optional<Envelope> read(String json, String codec) {
        if (!isLike(json)) {
            return Optional.empty();
        }
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!tree.path(MARKER).asText().equals(codec)) {
            return Optional.empty();
        }
        if (!tree.path("data").isTextual()) {
            throw new PayloadException("The " + codec + " payload has no data", null);
        }
        var iv = tree.get("iv");
        return Optional.of(new Envelope(
                codec,
                tree.path("key").asText(""),
                iv == null ? null : bytes(codec, iv),
                bytes(codec, tree.get("data"))));
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] bytes(String codec, JsonNode text) {
        try {
            return Base64.getUrlDecoder().decode(text.asText());
        } catch (IllegalArgumentException e) {
            throw new PayloadException("The " + codec + " payload is damaged: " + e.getMessage(), e);
        }
    }
}
