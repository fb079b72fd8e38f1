package io.taurine.server.runner.internal;

import io.taurine.job.UnrecoverableException;
import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RetryableJobException;
import io.taurine.server.runner.InvalidParamsException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Whether, and when, a job whose attempt failed is tried again. */
public final class RetryDecision {

    private static final int DEEPEST_CAUSE = 50;

    private RetryDecision() {}

    /**
     * How long until the next attempt; empty when there is none.
     *
     * @param attempt the one that failed, from 1
     * @param maxAttempts of the job, which may differ from the rule's
     * @param random each time 0 to less than 1, for the part of the delay that is left to chance
     */
    public static Optional<Duration> after(
            Throwable failure, int attempt, int maxAttempts, RetryRule rule, DoubleSupplier random) {
        if (attempt >= maxAttempts || isFatal(failure)) {
            return Optional.empty();
        }
        return Optional.of(ownDelay(failure).orElseGet(() -> delay(rule, attempt, random)));
    }

    /** True for what no further attempt can mend. Also when it was wrapped, as a future does. */
    public static boolean isFatal(Throwable failure) {
        var depth = 0;
        for (var cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            if (cause instanceof RetryableJobException) {
                return false;
            }
            if (cause instanceof FatalJobException
                    || cause instanceof UnrecoverableException
                    || cause instanceof InvalidParamsException) {
                return true;
            }
        }
        return false;
    }

    /** The delay that the failure asks for. */
    public static Optional<Duration> ownDelay(Throwable failure) {
        var depth = 0;
        for (var cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            if (cause instanceof RetryableJobException retryable) {
                return retryable.delay();
            }
        }
        return Optional.empty();
    }

    /** The rule's delay, chance included. */
    public static Duration delay(RetryRule rule, int attempt, DoubleSupplier random) {
        var millis = rule.delayAfter(attempt).toMillis();
        return Duration.ofMillis((long) (millis * (1 - rule.jitter() * random.getAsDouble())));
    }
}
