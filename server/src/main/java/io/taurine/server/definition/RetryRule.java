package io.taurine.server.definition;

import java.time.Duration;

/**
 * How often a job is tried and how long it waits in between.
 *
 * @param attempts runs in all, the first included; 1 or more
 * @param delay before the second attempt; 0 or more
 * @param factor by which each delay is longer than the one before; 1 is a fixed delay, 2 the usual exponential one
 * @param cap no delay is longer; not shorter than {@code delay}
 * @param jitter share of each delay that is left to chance, 0 to 1: with 0.2 a delay is 80 to 100 % of what it would be
 */
public record RetryRule(int attempts, Duration delay, double factor, Duration cap, double jitter) {

    private static final Duration LONGEST = Duration.ofDays(365);

    public RetryRule {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be 1 or more, was " + attempts);
        }
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("delay must be 0 to 365 days, was " + delay);
        }
        if (!(factor >= 1 && factor <= 100)) {
            throw new IllegalArgumentException("factor must be 1 to 100, was " + factor);
        }
        if (cap.compareTo(delay) < 0 || cap.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("cap must be between delay and 365 days, was " + cap);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be 0 to 1, was " + jitter);
        }
    }

    /** One attempt. */
    public static RetryRule none() {
        return new RetryRule(1, Duration.ZERO, 1, LONGEST, 0);
    }

    public static RetryRule fixed(int attempts, Duration delay) {
        return new RetryRule(attempts, delay, 1, LONGEST, 0);
    }

    /** Delays that double from the first on, up to an hour. */
    public static RetryRule exponential(int attempts, Duration delay) {
        var hour = Duration.ofHours(1);
        return new RetryRule(attempts, delay, 2, hour.compareTo(delay) < 0 ? delay : hour, 0);
    }

    public RetryRule withAttempts(int count) {
        return new RetryRule(count, delay, factor, cap, jitter);
    }

    public RetryRule withFactor(double value) {
        return new RetryRule(attempts, delay, value, cap, jitter);
    }

    public RetryRule withCap(Duration longest) {
        return new RetryRule(attempts, delay, factor, longest, jitter);
    }

    public RetryRule withJitter(double share) {
        return new RetryRule(attempts, delay, factor, cap, share);
    }

    /**
     * How long to wait after an attempt that failed, without the part that is left to chance.
     *
     * @param attempt the one that failed, from 1
     */
    public Duration delayAfter(int attempt) {
        var millis = delay.toMillis() * Math.pow(factor, attempt - 1);
        return millis >= cap.toMillis() ? cap : Duration.ofMillis((long) millis);
    }
}
