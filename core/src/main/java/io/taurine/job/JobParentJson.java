package io.taurine.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code parent} of a child's hash: the parent's id and queue and, by its short name, what a failure of the child
 * does to it. BullMQ decides by the policy in this text, not by the one in {@code opts}.
 */
public final class JobParentJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JobParentJson() {}

    /** The text to store for a child of that parent with that policy, if any. */
    public static String write(JobParent parent, @Nullable ChildFailurePolicy policy) {
        var json = MAPPER.createObjectNode().put("id", parent.id()).put("queueKey", parent.queue());
        if (policy != null) {
            json.put(policy.storedName(), true);
        }
        return json.toString();
    }

    /** The parent of a stored text; null when it names none. */
    static @Nullable JobParent read(String json) {
        try {
            return of(MAPPER.readTree(json), "queueKey");
        } catch (JsonProcessingException unreadable) {
            return null;
        }
    }

    /** The parent in an object that has its queue under that name; null when it names none. */
    static @Nullable JobParent of(@Nullable JsonNode object, String queueField) {
        if (object == null || !object.hasNonNull("id") || !object.hasNonNull(queueField)) {
            return null;
        }
        return JobParent.orNull(
                object.get("id").asText(), object.get(queueField).asText());
    }
}
