package io.taurine.job;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a failed job waits before its next attempt. Stored with the job as BullMQ's {@code backoff} option; the worker
 * that fails the job computes the delay. Immutable.
 *
 * @param type {@code fixed}, {@code exponential}, or the name of a strategy that the worker was given
 * @param delay the base delay, 0 to 36,500 days; absent only for custom types
 * @param jitter share of the delay left to chance, 0 (none) to 1: the delay is drawn from {@code [delay*(1-jitter), delay)}
 */
public record Backoff(String type, @Nullable Duration delay, double jitter) {

    public static final String FIXED = "fixed";
    public static final String EXPONENTIAL = "exponential";

    public Backoff {
        Objects.requireNonNull(type, "type");
        if (type.isBlank()) {
            throw new IllegalArgumentException("backoff type must not be blank");
        }
        if (delay != null) {
            JobOptions.requireDelay("backoff delay", delay);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be between 0 and 1, was " + jitter);
        }
    }

    /** The same delay before each attempt. */
    public static Backoff fixed(Duration delay) {
        return new Backoff(FIXED, Objects.requireNonNull(delay, "delay"), 0);
    }

    /** {@code delay} before the second attempt, doubled before each further one. */
    public static Backoff exponential(Duration delay) {
        return new Backoff(EXPONENTIAL, Objects.requireNonNull(delay, "delay"), 0);
    }

    /** Computed by the strategy the worker registered under that name; a worker without it fails the job. */
    public static Backoff custom(String type) {
        return new Backoff(type, null, 0);
    }

    /** As {@link #custom(String)}, with a base delay handed to the strategy. */
    public static Backoff custom(String type, Duration delay) {
        return new Backoff(type, Objects.requireNonNull(delay, "delay"), 0);
    }

    /** The same with a share of chance between 0 and 1, so that jobs which failed together do not return together. */
    public Backoff withJitter(double jitter) {
        return new Backoff(type, delay, jitter);
    }

    /** The base delay as an optional, for callers that do not want to see null. */
    public Optional<Duration> baseDelay() {
        return Optional.ofNullable(delay);
    }

    /** True for {@code fixed} and {@code exponential}, which every worker knows. */
    public boolean isBuiltIn() {
        return type.equals(FIXED) || type.equals(EXPONENTIAL);
    }
}
