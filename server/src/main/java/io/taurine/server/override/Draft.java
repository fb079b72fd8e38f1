package io.taurine.server.override;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import java.time.Duration;

/** A definition while overrides are put on it. */
final class Draft<P> {

    final Definition.Builder<P> builder;
    RetryRule rule;
    private Duration delay;
    private Duration cap;

    Draft(Definition<P> definition) {
        this.builder = definition.toBuilder();
        var original = definition.retry();
        this.delay = original.delay();
        this.cap = original.cap();
        // Delay and cap depend on each other, and come one by one: both are put back at the end.
        this.rule = RetryRule.none()
                .withAttempts(original.attempts())
                .withFactor(original.factor())
                .withJitter(original.jitter());
    }

    void delay(Duration value) {
        delay = RetryRule.fixed(1, value).delay();
    }

    void cap(Duration value) {
        cap = RetryRule.none().withCap(value).cap();
    }

    /**
     * The rule as it would be.
     *
     * @throws IllegalArgumentException if its parts do not fit together
     */
    RetryRule retry() {
        return new RetryRule(rule.attempts(), delay, rule.factor(), cap, rule.jitter());
    }
}
