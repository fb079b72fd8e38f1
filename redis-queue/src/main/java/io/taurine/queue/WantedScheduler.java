package io.taurine.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.queue.internal.SchedulerOwners;
import io.taurine.queue.internal.SchedulerOwners.Seen;
import io.taurine.queue.internal.SchedulerStore.Definition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A declared scheduler beside what its record would hold. */
record WantedScheduler<T>(DeclaredScheduler<T> declared, Definition definition) {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    String id() {
        return declared.id();
    }

    SchedulerOwners.Entry ownedBy(String owner) {
        return new SchedulerOwners.Entry(owner, fingerprint());
    }

    /** The same for two declarations only if they would store the same. */
    private String fingerprint() {
        var text = String.join(
                "\n", definition.name(), definition.data(), definition.template(), String.valueOf(definition.repeat()));
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether nothing is to be done.
     *
     * @param isRewritten interceptors may store another template than the one declared, and another one each time, so that
     *     only the fingerprint tells whether it is the same
     */
    boolean isIn(Seen seen, boolean isRewritten) {
        return seen.exists()
                && hasSchedule(seen.record())
                && (isRewritten
                        ? seen.entry()
                                .filter(entry -> entry.fingerprint().equals(fingerprint()))
                                .isPresent()
                        : hasTemplate(seen.record()));
    }

    private boolean hasSchedule(Map<String, String> record) {
        var repeat = definition.repeat();
        var isPattern = repeat.everyMillis() == null;
        return is(record, "every", repeat.everyMillis())
                && is(record, "pattern", isPattern ? repeat.pattern() : null)
                && is(record, "tz", isPattern ? repeat.tz() : null)
                && is(record, "limit", repeat.limit())
                && is(record, "startDate", repeat.startMillis())
                && is(record, "endDate", repeat.endMillis())
                // Without one, the record has the phase that the first run happened to have.
                && (repeat.offsetMillis() == null || is(record, "offset", repeat.offsetMillis()));
    }

    private boolean hasTemplate(Map<String, String> record) {
        return is(record, "name", definition.name())
                && json(record.get("data")).equals(json(definition.data()))
                && json(record.get("opts")).equals(json(definition.template()));
    }

    private static boolean is(Map<String, String> record, String field, @Nullable Object wanted) {
        return record.getOrDefault(field, "").equals(wanted == null ? "" : wanted.toString());
    }

    /** As a tree, since Lua and other clients order and escape otherwise. */
    private static JsonNode json(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return MAPPER.createObjectNode();
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MAPPER.missingNode();
        }
    }
}
