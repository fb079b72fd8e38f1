package io.taurine.server.discovery;

import io.taurine.server.definition.RetryRule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Collects a retry rule part by part, so that each part that is wrong is told. A part that was refused is as if not given. */
final class RetryParts {

    private RetryRule rule = RetryRule.none();
    private Duration delay = Duration.ZERO;
    private @Nullable Duration cap;

    void attempts(int value) {
        rule = rule.withAttempts(value);
    }

    void delay(Duration value) {
        delay = RetryRule.fixed(1, value).delay();
    }

    void factor(double value) {
        rule = rule.withFactor(value);
    }

    void cap(Duration value) {
        cap = rule.withCap(value).cap();
    }

    void jitter(double value) {
        rule = rule.withJitter(value);
    }

    /** Refuses a cap below the delay. */
    RetryRule build() {
        return new RetryRule(rule.attempts(), delay, rule.factor(), cap == null ? rule.cap() : cap, rule.jitter());
    }
}
