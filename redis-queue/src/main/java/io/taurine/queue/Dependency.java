package io.taurine.queue;

import org.jspecify.annotations.Nullable;

/**
 * One child of a job.
 *
 * @param key full Redis key of the child, {@code prefix:queue:id}
 * @param value result of a processed child; null for all others, and for a result that is {@code null}
 * @param error why an ignored child failed, or why the result of a processed one cannot be read; else null
 */
public record Dependency(
        String key, @Nullable Object value, @Nullable String error) {}
