package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The side of a {@link Queue} that limits its workers, in every language. What is set here is stored in Redis, holds for all
 * workers together and survives restarts. A changed limit reaches a worker that waits for work at once, and one that waits
 * for a rate limit to end within its {@code maximumRateLimitDelay}.
 */
public interface QueueLimits {

    /**
     * Lets at most that many jobs of the queue run at once, over all workers. Jobs that run already go on.
     *
     * @param jobs at least 1; to stop the queue altogether, pause it
     */
    default void setGlobalConcurrency(int jobs) {
        result(setGlobalConcurrencyAsync(jobs));
    }

    CompletionStage<@Nullable Void> setGlobalConcurrencyAsync(int jobs);

    /** Ends the limit of {@link #setGlobalConcurrency}. Harmless when there is none. */
    default void removeGlobalConcurrency() {
        result(removeGlobalConcurrencyAsync());
    }

    CompletionStage<@Nullable Void> removeGlobalConcurrencyAsync();

    /** The limit of {@link #setGlobalConcurrency}; empty when there is none. */
    default OptionalInt getGlobalConcurrency() {
        return result(getGlobalConcurrencyAsync());
    }

    CompletionStage<OptionalInt> getGlobalConcurrencyAsync();

    /** True when as many jobs run as the global concurrency allows; false without such a limit. */
    default boolean isMaxed() {
        return result(isMaxedAsync());
    }

    CompletionStage<Boolean> isMaxedAsync();

    /**
     * Lets at most {@code max} jobs of the queue start per {@code duration}, over all workers. It goes before the limiters of
     * single workers; one that has a limiter counts to this {@code max} in windows of its own length, as in BullMQ.
     *
     * @param max at least 1
     * @param duration at least 1 ms
     */
    default void setGlobalRateLimit(int max, Duration duration) {
        result(setGlobalRateLimitAsync(max, duration));
    }

    CompletionStage<@Nullable Void> setGlobalRateLimitAsync(int max, Duration duration);

    /** Ends the limit of {@link #setGlobalRateLimit}. Harmless when there is none. */
    default void removeGlobalRateLimit() {
        result(removeGlobalRateLimitAsync());
    }

    CompletionStage<@Nullable Void> removeGlobalRateLimitAsync();

    /** The limit of {@link #setGlobalRateLimit}; empty when there is none. */
    default Optional<RateLimit> getGlobalRateLimit() {
        return result(getGlobalRateLimitAsync());
    }

    CompletionStage<Optional<RateLimit>> getGlobalRateLimitAsync();

    /**
     * Lets no job start for that long, as when a service behind the queue asks for a pause. Binds workers that have a limiter,
     * and all workers of a queue with a global rate limit; others do not look, as in BullMQ. A later call replaces an earlier
     * one.
     *
     * @param duration at least 1 ms
     */
    default void rateLimit(Duration duration) {
        result(rateLimitAsync(duration));
    }

    CompletionStage<@Nullable Void> rateLimitAsync(Duration duration);

    /**
     * How long the rate limit still holds jobs back; zero when it does not. Without a global rate limit there is no number
     * to compare with: then it is what is left of the current window, whether or not it is used up.
     */
    default Duration getRateLimitTtl() {
        return result(getRateLimitTtlAsync());
    }

    CompletionStage<Duration> getRateLimitTtlAsync();

    /**
     * How long a worker whose limiter has that {@code max} is held back; zero when it is not.
     *
     * @param maxJobs at least 1
     */
    default Duration getRateLimitTtl(int maxJobs) {
        return result(getRateLimitTtlAsync(maxJobs));
    }

    CompletionStage<Duration> getRateLimitTtlAsync(int maxJobs);

    /** Begins a new rate window, also where {@link #rateLimit} ended the last one. False when there was none under way. */
    default boolean removeRateLimitKey() {
        return result(removeRateLimitKeyAsync());
    }

    CompletionStage<Boolean> removeRateLimitKeyAsync();
}
