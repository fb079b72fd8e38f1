package io.taurine.queue.flow;

import io.taurine.queue.internal.QueueKeys;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a flow to read.
 *
 * @param queueName queue of the job at the top
 * @param id the job at the top
 * @param prefix prefix of its queue; null for that of the producer
 * @param depth how many levels to read, 1 for the job alone; default 10, 1 to {@value #MAX_DEPTH}
 * @param maxChildren most children read of each job and each kind (processed, pending, failed, ignored); default 20, 1 to
 *     {@value #MAX_CHILDREN}
 */
public record FlowQuery(
        String queueName, String id, @Nullable String prefix, int depth, int maxChildren) {

    public static final int MAX_DEPTH = 100;

    public static final int MAX_CHILDREN = 1000;

    public FlowQuery {
        QueueKeys.of(prefix == null ? "any" : prefix, queueName);
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("depth must be between 1 and " + MAX_DEPTH + ", was " + depth);
        }
        if (maxChildren < 1 || maxChildren > MAX_CHILDREN) {
            throw new IllegalArgumentException(
                    "maxChildren must be between 1 and " + MAX_CHILDREN + ", was " + maxChildren);
        }
    }

    /** Ten levels, twenty children of each kind. */
    public static FlowQuery of(String queueName, String id) {
        return new FlowQuery(queueName, id, null, 10, 20);
    }

    public FlowQuery withPrefix(String prefix) {
        return new FlowQuery(queueName, id, prefix, depth, maxChildren);
    }

    public FlowQuery withDepth(int depth) {
        return new FlowQuery(queueName, id, prefix, depth, maxChildren);
    }

    public FlowQuery withMaxChildren(int maxChildren) {
        return new FlowQuery(queueName, id, prefix, depth, maxChildren);
    }

    Optional<String> ownPrefix() {
        return Optional.ofNullable(prefix);
    }
}
