package io.taurine.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.internal.SchedulerOwners.Declaration;
import io.taurine.queue.internal.SchedulerOwners.Seen;
import io.taurine.queue.internal.SchedulerStore.Definition;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A declared scheduler beside what its record would hold.
 *
 * @param definition before interceptors
 * @param codec may store the same data otherwise each time
 */
record WantedScheduler<T>(DeclaredScheduler<T> declared, Definition definition, PayloadCodec codec) {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    String id() {
        return declared.id();
    }

    Declaration by(String owner) {
        return new Declaration(owner, digest(), definition.data());
    }

    /** The same for two declarations only if they would store the same, but for the data. */
    private String digest() {
        var text = String.join(
                "\n", definition.name(), ordered(definition.template()), String.valueOf(definition.repeat()));
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether this is what its owner declared last, and nobody else has touched it since. */
    boolean isAsDeclaredLast(Seen seen, String owner) {
        return seen.entry()
                .map(entry -> entry.declaration())
                .filter(last -> last.owner().equals(owner) && last.definition().equals(digest()))
                .filter(last -> isSameData(last.data(), definition.data()))
                .isPresent();
    }

    /** Whether the record says what was declared, whoever wrote it. */
    boolean isIn(Seen seen) {
        return seen.exists() && hasSchedule(seen.record()) && hasTemplate(seen.record());
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
                && isSameData(record.getOrDefault("data", ""), definition.data())
                && json(record.getOrDefault("opts", "")).equals(json(definition.template()));
    }

    private static boolean is(Map<String, String> record, String field, @Nullable Object wanted) {
        return record.getOrDefault(field, "").equals(wanted == null ? "" : wanted.toString());
    }

    /**
     * Whether two stored payloads are the same one. A codec that encrypts never writes the same text twice, so what they
     * decode to decides; but one that lies in the clear is not the same as one that does not.
     */
    private boolean isSameData(String left, String right) {
        var leftTree = json(left);
        var rightTree = json(right);
        if (leftTree.equals(rightTree)) {
            return true;
        }
        var decoded = decoded(left);
        return decoded.isPresent()
                && decoded.equals(decoded(right))
                && !decoded.get().equals(leftTree)
                && !decoded.get().equals(rightTree);
    }

    private Optional<JsonNode> decoded(String text) {
        try {
            return Optional.of(MAPPER.valueToTree(codec.decode(text, Object.class)));
        } catch (RuntimeException unreadable) {
            // Of another key, or from before there was one.
            return Optional.empty();
        }
    }

    /** As a tree, since Lua and other clients order and escape otherwise. */
    private static JsonNode json(String text) {
        if (text.isEmpty()) {
            return MAPPER.createObjectNode();
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MAPPER.missingNode();
        }
    }

    /** The same text for the same JSON: a map of the user's may come in another order in each process. */
    private static String ordered(String text) {
        try {
            return text.isEmpty() ? "" : MAPPER.writeValueAsString(MAPPER.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
