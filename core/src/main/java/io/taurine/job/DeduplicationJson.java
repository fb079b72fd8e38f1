package io.taurine.job;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code de} object in stored options. Unlike the options around it, its names are not shortened. */
final class DeduplicationJson {

    private DeduplicationJson() {}

    static void write(JsonGenerator json, Deduplication value) throws IOException {
        json.writeObjectFieldStart("de");
        json.writeStringField("id", value.id());
        if (value.ttl() != null) {
            json.writeNumberField("ttl", value.ttl().toMillis());
        }
        writeFlag(json, "extend", value.extend());
        writeFlag(json, "replace", value.replace());
        writeFlag(json, "reschedule", value.reschedule());
        writeFlag(json, "keepLastIfActive", value.keepLastIfActive());
        json.writeEndObject();
    }

    /** What another client stored, reduced to what has an effect; null when there is no id to go by. */
    static @Nullable Deduplication read(JsonNode stored) {
        var id = stored.path("id").asText("");
        if (id.isEmpty()) {
            return null;
        }
        var keepLast = isSet(stored, "keepLastIfActive");
        var replace = isSet(stored, "replace");
        var ttl = keepLast ? null : ttlOf(stored.path("ttl"));
        return new Deduplication(
                id,
                ttl,
                ttl != null && isSet(stored, "extend"),
                replace,
                !replace && isSet(stored, "reschedule"),
                keepLast);
    }

    private static @Nullable Duration ttlOf(JsonNode stored) {
        var millis = stored.asLong(0);
        if (millis < 1) {
            return null;
        }
        var ttl = Duration.ofMillis(millis);
        return ttl.compareTo(JobOptions.MAX_DELAY) > 0 ? JobOptions.MAX_DELAY : ttl;
    }

    private static boolean isSet(JsonNode stored, String name) {
        return stored.path(name).asBoolean(false);
    }

    private static void writeFlag(JsonGenerator json, String name, boolean value) throws IOException {
        if (value) {
            json.writeBooleanField(name, true);
        }
    }
}
