package io.taurine.worker;

import io.github.resilience4j.core.IntervalFunction;
import io.taurine.job.Backoff;
import io.taurine.job.Job;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** Computes the pause before the next attempt, as BullMQ does: base delay from resilience4j, jitter below it. */
final class RetryDelays {

    /** The score of a delayed job has room for about 13 years; nobody waits longer than one for a retry. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final long MAX_MILLIS = LONGEST.toMillis();

    /** By then any base delay has reached the longest one. */
    private static final int MAX_DOUBLINGS = 60;

    private final Map<String, BackoffStrategy> strategies;
    private final DoubleSupplier random;

    RetryDelays(Map<String, BackoffStrategy> strategies) {
        this(strategies, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** With chance of the caller's, from 0 to 1; for tests. */
    RetryDelays(Map<String, BackoffStrategy> strategies, DoubleSupplier random) {
        this.strategies = Map.copyOf(strategies);
        this.random = random;
    }

    boolean knows(Backoff backoff) {
        return backoff.isBuiltIn() || strategies.containsKey(backoff.type());
    }

    /**
     * Milliseconds to wait, 0 for none; empty when a strategy gives the job up.
     *
     * @param attempt number of the attempt that failed, from 1
     */
    OptionalLong delayMillis(Backoff backoff, int attempt, Throwable failure, Job<?> job) {
        var strategy = strategies.get(backoff.type());
        if (strategy != null) {
            return custom(strategy.delay(attempt, failure, job));
        }
        var base =
                Math.min(MAX_MILLIS, backoff.baseDelay().orElse(Duration.ZERO).toMillis());
        if (base < 1) {
            return OptionalLong.of(0);
        }
        var interval = backoff.type().equals(Backoff.FIXED)
                ? IntervalFunction.of(base)
                : IntervalFunction.ofExponentialBackoff(base, 2, MAX_MILLIS);
        var millis = Math.min(MAX_MILLIS, interval.apply(Math.min(MAX_DOUBLINGS, Math.max(1, attempt))));
        return OptionalLong.of(withJitter(millis, backoff.jitter()));
    }

    private long withJitter(long millis, double jitter) {
        return jitter == 0 ? millis : (long) Math.floor(random.getAsDouble() * millis * jitter + millis * (1 - jitter));
    }

    private static long bounded(Duration pause) {
        if (pause.isNegative()) {
            return 0;
        }
        return pause.compareTo(LONGEST) < 0 ? pause.toMillis() : MAX_MILLIS;
    }

    private static OptionalLong custom(Optional<Duration> delay) {
        return delay.map(pause -> OptionalLong.of(bounded(pause))).orElseGet(OptionalLong::empty);
    }
}
