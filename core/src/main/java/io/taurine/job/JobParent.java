package io.taurine.job;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the parent of a job is. It may be in another queue, or under another prefix.
 *
 * @param id id of the parent; not empty
 * @param queue qualified name of the parent's queue: {@code prefix:queue}
 */
public record JobParent(String id, String queue) {

    public JobParent {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("the id of a parent must not be empty");
        }
        var colon = queue.lastIndexOf(':');
        if (colon < 1 || colon == queue.length() - 1) {
            throw new IllegalArgumentException(
                    "the queue of a parent must be its qualified name prefix:queue, for example bull:mail; was "
                            + queue);
        }
    }

    /** Full Redis key of the parent job. */
    public String key() {
        return queue + ":" + id;
    }

    /** The parent that a stored job names; a text that says nothing usable is none. */
    static Optional<JobParent> stored(@Nullable String parentJson, @Nullable String parentKey) {
        var named = parentJson == null ? null : JobParentJson.read(parentJson);
        if (named != null) {
            return Optional.of(named);
        }
        var colon = parentKey == null ? -1 : parentKey.lastIndexOf(':');
        return colon < 0 || parentKey == null
                ? Optional.empty()
                : Optional.ofNullable(orNull(parentKey.substring(colon + 1), parentKey.substring(0, colon)));
    }

    static @Nullable JobParent orNull(String id, String queue) {
        try {
            return new JobParent(id, queue);
        } catch (IllegalArgumentException unusable) {
            return null;
        }
    }
}
