package io.taurine.queue.records;

import io.lettuce.core.SetArgs;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@link Claims} as plain keys. */
final class RedisClaims implements Claims {

    private static final Duration LONGEST = Duration.ofDays(365);

    /** A claim may end between the two questions; not again and again. */
    private static final int TRIES = 3;

    private final String start;
    private final long lifetimeMillis;
    private final LettuceConnection redis;

    private RedisClaims(String start, long lifetimeMillis, LettuceConnection redis) {
        this.start = start;
        this.lifetimeMillis = lifetimeMillis;
        this.redis = redis;
    }

    static Claims open(String name, Duration lifetime, RedisConnection connection) {
        RedisRecordStore.requireName(name);
        if (lifetime.toMillis() < 1 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("lifetime must be 1 ms to 365 days, was " + lifetime);
        }
        return new RedisClaims("taurine::claim:{" + name + "}:", lifetime.toMillis(), LettuceConnection.of(connection));
    }

    @Override
    public CompletionStage<Optional<String>> claimAsync(String id, String value) {
        RedisRecordStore.requireId(id);
        return Await.unwrapped(claim(id, value, TRIES));
    }

    private CompletableFuture<Optional<String>> claim(String id, String value, int tries) {
        var ifNone = SetArgs.Builder.nx().px(lifetimeMillis);
        return redis.command(commands -> commands.set(start + id, value, ifNone))
                .thenCompose(reply -> {
                    if (reply != null) {
                        return CompletableFuture.completedFuture(Optional.<String>empty());
                    }
                    return redis.command(commands -> commands.get(start + id))
                            .thenCompose(stored -> stored == null && tries > 1
                                    ? claim(id, value, tries - 1)
                                    : CompletableFuture.completedFuture(Optional.ofNullable(stored)));
                });
    }

    @Override
    public CompletionStage<Optional<String>> findAsync(String id) {
        RedisRecordStore.requireId(id);
        return Await.unwrapped(
                redis.command(commands -> commands.get(start + id)).thenApply(Optional::ofNullable));
    }

    @Override
    public CompletionStage<@Nullable Void> renewAsync(String id, String value) {
        RedisRecordStore.requireId(id);
        var args = SetArgs.Builder.px(lifetimeMillis);
        return Await.unwrapped(
                redis.command(commands -> commands.set(start + id, value, args)).thenApply(reply -> null));
    }

    @Override
    public String toString() {
        return "Claims " + start;
    }
}
