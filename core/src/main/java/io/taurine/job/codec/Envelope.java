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
record Envelope(
        String codec, @Nullable String key, @Nullable String iv, String data) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final String MARKER = "taurineCodec";
    private static final String QUOTED_MARKER = "\"" + MARKER + "\"";

    static Envelope of(String codec, byte[] data) {
        return new Envelope(codec, null, null, text(data));
    }

    static Envelope encrypted(String codec, String key, byte[] iv, byte[] data) {
        return new Envelope(codec, key, text(iv), text(data));
    }

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
            object.put("iv", iv);
        }
        return object.put("data", data).toString();
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
                iv == null ? null : iv.asText(),
                tree.get("data").asText()));
    }

    byte[] dataBytes() {
        return bytes(data);
    }

    /** Empty when there is none. */
    byte[] ivBytes() {
        return iv == null ? new byte[0] : bytes(iv);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] bytes(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new PayloadException("The " + codec + " payload is damaged: " + e.getMessage(), e);
        }
    }
}
