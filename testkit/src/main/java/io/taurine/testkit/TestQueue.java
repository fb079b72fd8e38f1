package io.taurine.testkit;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A queue name of a test's own on a Redis that many tests share, and a look at its keys. Comes as a parameter of a
 * {@link RedisTest}, or from {@link #create(String)} anywhere else. Safe to share between threads.
 */
public final class TestQueue implements AutoCloseable {
    private static final Pattern UNREADABLE = Pattern.compile("[^A-Za-z0-9_]+");
    private static final int LABEL_LENGTH = 40;
    private static final int KEYS_AT_ONCE = 500;
    private static final String PREFIX = "bull";

    private final String label;
    private final String prefix;
    private final String name;
    private final String redisUri;
    private final Supplier<RedisCommands<String, String>> redis;
    private final ConcurrentLinkedQueue<TestQueue> others = new ConcurrentLinkedQueue<>();

    private TestQueue(String label, String name, String redisUri, Supplier<RedisCommands<String, String>> redis) {
        this(label, PREFIX, name, redisUri, redis);
    }

    private TestQueue(
            String label, String prefix, String name, String redisUri, Supplier<RedisCommands<String, String>> redis) {
        this.label = label;
        this.prefix = prefix;
        this.name = name;
        this.redisUri = redisUri;
        this.redis = redis;
    }

    /** A new queue on the {@linkplain TestRedis#shared() shared server}; the label is the readable part of its name. */
    public static TestQueue create(String label) {
        return create(label, TestRedis.shared());
    }

    /** A new queue on a server of the caller's, such as one that the test is going to kill. */
    public static TestQueue create(String label, String redisUri) {
        var name = readable(label) + "-" + randomSuffix();
        return new TestQueue(label, name, redisUri, () -> RawRedis.connectTo(redisUri));
    }

    /** The queue of that very name, seen through a connection of the caller's; it has no address. */
    public static TestQueue of(String name, RedisCommands<String, String> redis) {
        return new TestQueue(name, name, "", () -> redis);
    }

    /** The queue of that very name, at whichever server the commands are. */
    static TestQueue at(String name, String redisUri, Supplier<RedisCommands<String, String>> redis) {
        return at(PREFIX, name, redisUri, redis);
    }

    static TestQueue at(String prefix, String name, String redisUri, Supplier<RedisCommands<String, String>> redis) {
        return new TestQueue(name, prefix, name, redisUri, redis);
    }

    static String keyOf(String name, String suffix) {
        return PREFIX + ":" + name + ":" + suffix;
    }

    /** One more queue on the same server, cleaned up together with this one. */
    public TestQueue another() {
        var otherName = readable(label) + "-" + randomSuffix();
        var other = new TestQueue(label, otherName, redisUri, redis);
        others.add(other);
        return other;
    }

    /** The queue of this name under another prefix, on the same server, cleaned up together with this one. */
    public TestQueue under(String otherPrefix) {
        var other = new TestQueue(label, otherPrefix, name, redisUri, redis);
        others.add(other);
        return other;
    }

    /** The label and a random part, never with a colon; for example {@code retriesAfterACrash-4f09ac}. */
    public String name() {
        return name;
    }

    /** The key prefix: {@code bull} unless it was put {@linkplain #under under} another one. */
    public String prefix() {
        return prefix;
    }

    public String redisUri() {
        return redisUri;
    }

    /** The full name of one of the queue's keys, for example {@code key("wait")}, or of a job's hash by its id. */
    public String key(String suffix) {
        return prefix + ":" + name + ":" + suffix;
    }

    /** Plain commands, to look at keys and to move them. The connection is shared: no MULTI, nothing that blocks. */
    public RedisCommands<String, String> redis() {
        return redis.get();
    }

    /** All keys of this queue, sorted; found with SCAN. */
    public Collection<String> keys() {
        var redis = redis();
        var keys = new TreeSet<String>();
        var page = ScanArgs.Builder.matches(key("*")).limit(KEYS_AT_ONCE);
        KeyScanCursor<String> cursor = redis.scan(page);
        keys.addAll(cursor.getKeys());
        while (!cursor.isFinished()) {
            cursor = redis.scan(cursor, page);
            keys.addAll(cursor.getKeys());
        }
        return keys;
    }

    /** Deletes the keys of this queue and of all its {@linkplain #another() others}. The queue can be used again. */
    @Override
    public void close() {
        others.forEach(TestQueue::close);
        var keys = List.copyOf(keys());
        for (int from = 0; from < keys.size(); from += KEYS_AT_ONCE) {
            var some = keys.subList(from, Math.min(from + KEYS_AT_ONCE, keys.size()));
            redis().unlink(some.toArray(String[]::new));
        }
    }

    @Override
    public String toString() {
        return prefix + ":" + name;
    }

    /** Only characters that mean nothing to Redis patterns, to hash tags or to key names. */
    private static String readable(String label) {
        var plain = UNREADABLE.matcher(label).replaceAll("-");
        return plain.length() <= LABEL_LENGTH ? plain : plain.substring(0, LABEL_LENGTH);
    }

    private static String randomSuffix() {
        return String.format("%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    }
}
