package io.taurine.queue.check;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Finds jobs that are active although nobody holds their lock: their worker died, and no other one has taken them back yet. Looks
 * at the oldest active jobs only, which is cheap enough to be done every minute; see {@link QueueCheck} for all that may be wrong.
 */
public final class StaleLocks {

    private static final int MOST = 10_000;

    private StaleLocks() {}

    /**
     * The ids of such jobs, among the oldest active ones. None for a queue that does not exist. A job that ends just now is not
     * among them: what looks stale is looked at twice.
     *
     * @param most how many active jobs are looked at, 1 to 10,000
     * @throws IllegalArgumentException if no queue can have that name or prefix, or {@code most} is out of range
     */
    public static List<String> find(String prefix, String queue, RedisConnection connection, int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("most must be 1 to " + MOST + ", was " + most);
        }
        var keys = QueueKeys.of(prefix, queue);
        var redis = LettuceConnection.of(connection);
        var suspects = withoutLock(redis, keys, oldest(redis, keys, most));
        if (suspects.isEmpty()) {
            return List.of();
        }
        // A lock goes with the job that ends: whoever was active before and is now, was so in between.
        var active = new HashSet<>(oldest(redis, keys, MOST));
        return withoutLock(
                redis, keys, suspects.stream().filter(active::contains).toList());
    }

    /** Claimed jobs come in at the head of the list. */
    private static List<String> oldest(LettuceConnection redis, QueueKeys keys, int most) {
        return Await.result(redis.command(commands -> commands.lrange(keys.key("active"), -most, -1)));
    }

    private static List<String> withoutLock(LettuceConnection redis, QueueKeys keys, List<String> ids) {
        var answers = ids.stream()
                .map(id -> redis.command(commands -> commands.exists(keys.job(id) + ":lock"))
                        .toCompletableFuture())
                .toList();
        Await.result(CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)));
        return IntStream.range(0, ids.size())
                .filter(i -> answers.get(i).join() == 0)
                .mapToObj(ids::get)
                .toList();
    }
}
