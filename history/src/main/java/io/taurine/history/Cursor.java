package io.taurine.history;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The place in a list behind its last row shown: whatever comes or goes in front of it, the next page begins there.
 *
 * @param time of that row, ms
 * @param key its name
 */
record Cursor(long time, String key) {

    String text() {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((time + ":" + key).getBytes(StandardCharsets.UTF_8));
    }

    static Optional<Cursor> of(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var colon = plain.indexOf(':');
            if (colon > 0 && plain.indexOf('\0') < 0) {
                return Optional.of(new Cursor(Long.parseLong(plain.substring(0, colon)), plain.substring(colon + 1)));
            }
        } catch (IllegalArgumentException notOurs) {
            // Told below.
        }
        throw new IllegalArgumentException("cursor must be empty or a nextCursor of this list, was " + text);
    }
}
