package io.taurine.queue;

import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Reads and changes the limits that all workers of a queue share. */
final class LimitKeeper {

    private static final String CONCURRENCY = "concurrency";
    private static final String MAX = "max";
    private static final String DURATION = "duration";
    private static final String REMOVED = "";

    private final LettuceConnection redis;
    private final QueueKeys keys;

    LimitKeeper(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    CompletionStage<@Nullable Void> setConcurrency(int jobs) {
        if (jobs < 1) {
            throw new IllegalArgumentException(
                    "global concurrency must be 1 or more, was " + jobs + "; to stop a queue, pause it");
        }
        return change(CONCURRENCY, Integer.toString(jobs), "", REMOVED);
    }

    CompletionStage<@Nullable Void> removeConcurrency() {
        return change(CONCURRENCY, REMOVED, "", REMOVED);
    }

    CompletionStage<@Nullable Void> setRateLimit(RateLimit limit) {
        return change(
                MAX,
                Integer.toString(limit.max()),
                DURATION,
                Long.toString(limit.duration().toMillis()));
    }

    CompletionStage<@Nullable Void> removeRateLimit() {
        return change(MAX, REMOVED, DURATION, REMOVED);
    }

    private CompletableFuture<@Nullable Void> change(
            String field, String value, String secondField, String secondValue) {
        return redis.run(Scripts.CHANGE_LIMITS, keys, field, value, secondField, secondValue)
                .thenApply(reply -> null);
    }

    CompletionStage<OptionalInt> concurrency() {
        return redis.command(commands -> commands.hget(keys.key("meta"), CONCURRENCY))
                .thenApply(StoredNumbers::integer);
    }

    CompletionStage<Boolean> isMaxed() {
        var active = redis.command(commands -> commands.llen(keys.key("active")));
        return concurrency().thenCombine(active, (limit, running) -> limit.isPresent() && running >= limit.getAsInt());
    }

    CompletionStage<Optional<RateLimit>> rateLimit() {
        return redis.command(commands -> commands.hmget(keys.key("meta"), MAX, DURATION))
                .thenApply(stored -> rateLimit(value(stored, 0), value(stored, 1)));
    }

    /** Empty also for numbers that limit nothing: a max without a window, which another client may have left. */
    static Optional<RateLimit> rateLimit(@Nullable String max, @Nullable String duration) {
        var jobs = StoredNumbers.integer(max);
        var millis = StoredNumbers.number(duration);
        return jobs.isEmpty() || millis.isEmpty() || jobs.getAsInt() < 1 || millis.getAsLong() < 1
                ? Optional.empty()
                : Optional.of(new RateLimit(jobs.getAsInt(), Duration.ofMillis(millis.getAsLong())));
    }

    private static @Nullable String value(List<KeyValue<String, String>> stored, int index) {
        return stored.get(index).getValueOrElse(null);
    }

    CompletionStage<@Nullable Void> rateLimit(Duration duration) {
        RateLimit.requireDuration("duration", duration);
        return redis.command(commands ->
                        commands.set(keys.key("limiter"), QueueKeys.RATE_LIMITED, SetArgs.Builder.px(duration)))
                .thenApply(done -> null);
    }

    CompletionStage<Duration> timeToLive() {
        var max =
                redis.command(commands -> commands.hget(keys.key("meta"), MAX)).thenApply(StoredNumbers::number);
        return max.thenCompose(stored -> timeToLive(stored.orElse(0)));
    }

    CompletionStage<Duration> timeToLive(int maxJobs) {
        if (maxJobs < 1) {
            throw new IllegalArgumentException("maxJobs must be 1 or more, was " + maxJobs);
        }
        return timeToLive((long) maxJobs);
    }

    private CompletableFuture<Duration> timeToLive(long maxJobs) {
        var limiter = keys.key("limiter");
        var started = redis.command(commands -> commands.get(limiter)).thenApply(StoredNumbers::number);
        var left = redis.command(commands -> commands.pttl(limiter));
        return started.thenCombine(
                left,
                (jobs, millis) -> millis > 0 && jobs.orElse(0) >= maxJobs ? Duration.ofMillis(millis) : Duration.ZERO);
    }

    CompletionStage<Boolean> removeKey() {
        return redis.command(commands -> commands.del(keys.key("limiter"))).thenApply(removed -> removed > 0);
    }
}
