package io.taurine.queue.settings;

import java.util.Map;

/**
 * Settings as they were read.
 *
 * @param id of the settings
 * @param fields names and values; unmodifiable; empty when there are none
 * @param etag changes with each change, also one by hand; empty when there are none
 */
public record StoredSettings(String id, Map<String, String> fields, String etag) {

    /** Of what lies under the key and is no hash, or has more than 500 fields. */
    static final String UNREADABLE = "unreadable";

    public StoredSettings {
        fields = Map.copyOf(fields);
    }

    /** False when something else lies under their key: it is nobody's settings, and there are no fields. */
    public boolean isReadable() {
        return !etag.equals(UNREADABLE);
    }

    public boolean isPresent() {
        return !etag.isEmpty();
    }
}
