package io.taurine.queue.internal;

import io.lettuce.core.cluster.SlotHash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The key names of one queue: {@code prefix:queue:suffix}, and {@code prefix:queue:id} for a job. The only place where
 * names are put together.
 *
 * @param prefix first part of every key
 * @param queue name of the queue
 * @param base what every key of the queue starts with, the last colon included
 */
public record QueueKeys(String prefix, String queue, String base) {

    /** Value of the key {@code limiter} that is above any limit: BullMQ's largest exact number. */
    public static final String RATE_LIMITED = "9007199254740991";

    /**
     * The keys of a queue.
     *
     * @throws IllegalArgumentException if the queue's name is empty or has a colon
     */
    public static QueueKeys of(String prefix, String queue) {
        if (queue.isBlank()) {
            throw new IllegalArgumentException("queue name must not be empty");
        }
        if (queue.indexOf(':') >= 0) {
            throw new IllegalArgumentException("queue name must not contain ':', was " + queue);
        }
        if (prefix.isEmpty()) {
            throw new IllegalArgumentException("prefix must not be empty");
        }
        return new QueueKeys(prefix, queue, prefix + ":" + queue + ":");
    }

    /** The keys of the queue behind a base that was found in Redis, {@code prefix:queue:}; never refused. */
    public static QueueKeys ofBase(String base) {
        var name = base.endsWith(":") ? base.substring(0, base.length() - 1) : base;
        var colon = name.lastIndexOf(':');
        return new QueueKeys(name.substring(0, Math.max(0, colon)), name.substring(colon + 1), base);
    }

    /** Refuses a queue whose keys a Cluster would spread over its nodes. */
    public void requireOneSlot() {
        var slot = SlotHash.getSlot(key("wait"));
        for (var other : List.of("active", "meta", "events", "1", "1:lock")) {
            if (SlotHash.getSlot(base + other) != slot) {
                throw new IllegalArgumentException(
                        "On a Redis Cluster all keys of a queue must share one slot: put a hash tag into the name or the"
                                + " prefix, for example queue name {" + queue + "} or prefix {" + prefix
                                + "}; they were "
                                + queue + " and " + prefix);
            }
        }
    }

    /** Refuses a job of another queue, such as a parent, that a Cluster keeps where one script cannot reach both. */
    public void requireSameSlot(String otherKey) {
        if (SlotHash.getSlot(otherKey) != SlotHash.getSlot(base + "wait")) {
            throw new IllegalArgumentException(
                    "On a Redis Cluster parents and children must share one slot: give their queues the same hash tag, for"
                            + " example prefix {" + prefix + "}; " + otherKey + " and the keys of " + base
                            + " are apart");
        }
    }

    public String key(String suffix) {
        return base + suffix;
    }

    public String job(String id) {
        return base + id;
    }

    public String schedulerRecord(String schedulerId) {
        return base + "repeat:" + schedulerId;
    }

    /** Holds the id of the job that owns a deduplication id. */
    public String deduplication(String deduplicationId) {
        return base + "de:" + deduplicationId;
    }

    /** Where the worker with this id hears of jobs of its own that somebody cancels. */
    public String cancelChannel(String workerId) {
        return base + "cancel:" + workerId;
    }

    /** The id of the worker whose lock has this value: what stands before the last colon, or all of it. */
    public static String workerOf(String token) {
        var colon = token.lastIndexOf(':');
        return colon < 0 ? token : token.substring(0, colon);
    }

    /** The keys of a script, in the order in which its header declares them. */
    public String[] keys(List<String> suffixes) {
        var keys = new String[suffixes.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = base + suffixes.get(i);
        }
        return keys;
    }

    /** {@code prefix:queue}, as flows name a queue. */
    public String qualifiedName() {
        return prefix + ":" + queue;
    }

    /** What BullMQ's Node client looks for in {@code CLIENT LIST}: prefix and the queue's name in base64. */
    public String clientName() {
        return prefix + ":" + Base64.getEncoder().encodeToString(queue.getBytes(StandardCharsets.UTF_8));
    }
}
