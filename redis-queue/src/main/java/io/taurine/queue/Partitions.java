package io.taurine.queue;

import io.taurine.queue.internal.QueueKeys;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * How one name is laid over several queues: under which prefix each partition is stored, and which one a key belongs to. Pure
 * arithmetic that every language can repeat, and that will not change; Redis is not asked. Immutable, a value.
 *
 * <p>Partition {@code i} is the plain queue {@code queueName} under the prefix <code>prefix{queueName-i-parallel}</code>. The
 * braces put it into a slot of its own on a Cluster; what stands behind the number places the slots of 2, 4 and 8 partitions
 * apart, so that the first ones do not meet on one master.
 *
 * @param queueName name of each partition; not empty, without {@code :} and braces
 * @param count how many partitions there are, 1 to {@value #MAX_COUNT}
 * @param prefix what the prefix of each partition starts with; not empty, without braces
 */
public record Partitions(String queueName, int count, String prefix) {

    /** Most partitions of one name. */
    public static final int MAX_COUNT = 100;

    public Partitions {
        QueueKeys.of(prefix, queueName);
        requireNoBraces("queue name", queueName);
        requireNoBraces("prefix", prefix);
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("partitions must be between 1 and " + MAX_COUNT + ", was " + count);
        }
    }

    /** Partitions under BullMQ's default prefix {@code bull}. */
    public static Partitions of(String queueName, int count) {
        return new Partitions(queueName, count, QueueOptions.DEFAULT_PREFIX);
    }

    private static void requireNoBraces(String what, String text) {
        if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
            throw new IllegalArgumentException(what + " of a partitioned queue must not contain { or }, which would put"
                    + " all partitions into one slot, was " + text);
        }
    }

    /** The prefix under which a partition is stored, from 0. */
    public String prefixOf(int partition) {
        return prefix + "{" + queueName + "-" + Objects.checkIndex(partition, count) + "-parallel}";
    }

    /** The partition that is stored under that prefix; empty when none is. */
    public OptionalInt ofPrefix(String ofPartition) {
        for (int i = 0; i < count; i++) {
            if (prefixOf(i).equals(ofPartition)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * The partition of a key: rendezvous hashing, so that of {@code n} partitions one more takes about every {@code n + 1}th
     * key to itself and leaves all others where they are.
     *
     * @param key not empty, and valid Unicode
     */
    public int ofKey(String key) {
        var hash = RendezvousHash.of(utf8(key));
        var best = 0;
        for (int i = 1; i < count; i++) {
            if (Integer.compareUnsigned(RendezvousHash.score(hash, i), RendezvousHash.score(hash, best)) > 0) {
                best = i;
            }
        }
        return best;
    }

    private static byte[] utf8(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key must not be empty");
        }
        try {
            // Not getBytes: what it makes of half a surrogate pair is not what Node makes of it.
            var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
            var bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("key must be valid Unicode, had half a surrogate pair", e);
        }
    }

    /** What is left of a total for one partition when all get the same, the first ones one more. */
    public int share(int total, int partition) {
        return total / count + (Objects.checkIndex(partition, count) < total % count ? 1 : 0);
    }
}
