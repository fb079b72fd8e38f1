package io.taurine.queue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All children of a job as of one moment, by their full Redis keys ({@code prefix:queue:id}).
 *
 * @param processed the results of those that completed: texts, numbers, lists, maps, null
 * @param unprocessed those that the parent waits for
 * @param ignored why those failed that the parent does without
 * @param failed those whose failure fails the parent, oldest failure first
 */
public record JobDependencies(
        Map<String, @Nullable Object> processed,
        List<String> unprocessed,
        Map<String, String> ignored,
        List<String> failed) {

    public JobDependencies {
        processed = Collections.unmodifiableMap(processed);
        unprocessed = List.copyOf(unprocessed);
        ignored = Map.copyOf(ignored);
        failed = List.copyOf(failed);
    }
}
