package io.taurine.queue.check;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.LuaScript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Calls to Redis one after the other, no more of them in a second than allowed. For one thread. */
final class PacedRedis {

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final long nanosPerCall;
    private long nextNanos = System.nanoTime();

    PacedRedis(LettuceConnection redis, QueueKeys keys, int callsPerSecond) {
        this.redis = redis;
        this.keys = keys;
        this.nanosPerCall = callsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / callsPerSecond;
    }

    QueueKeys keys() {
        return keys;
    }

    Object run(LuaScript script, List<String> first, Collection<String> rest) {
        var arguments = new ArrayList<String>(first.size() + rest.size());
        arguments.addAll(first);
        arguments.addAll(rest);
        pace();
        return Await.result(redis.run(script, keys, arguments.toArray(String[]::new)));
    }

    <V> V command(Function<RedisClusterAsyncCommands<String, String>, RedisFuture<V>> command) {
        pace();
        return Await.result(redis.command(command));
    }

    private void pace() {
        if (nanosPerCall == 0) {
            return;
        }
        var now = System.nanoTime();
        if (nextNanos - now > 0) {
            pause(Duration.ofNanos(nextNanos - now));
            nextNanos += nanosPerCall;
        } else {
            nextNanos = now + nanosPerCall;
        }
    }

    /** Ends early when the thread is interrupted; the next call then tells. */
    void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
