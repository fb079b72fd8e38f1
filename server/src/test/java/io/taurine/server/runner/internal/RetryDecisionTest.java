package io.taurine.server.runner.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.definition.FatalJobException;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.definition.RetryableJobException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class RetryDecisionTest {

    private final RetryRule rule = RetryRule.exponential(4, Duration.ofSeconds(1));

    @Test
    void delaysGrowUntilTheAttemptsAreUsedUp() {
        var failure = new IllegalStateException();

        assertThat(RetryDecision.after(failure, 1, 4, rule, () -> 0.5)).contains(Duration.ofSeconds(1));
        assertThat(RetryDecision.after(failure, 3, 4, rule, () -> 0.5)).contains(Duration.ofSeconds(4));
        assertThat(RetryDecision.after(failure, 4, 4, rule, () -> 0.5)).isEmpty();
    }

    @Test
    void chanceTakesUpToItsShareOfADelay() {
        var jittery = rule.withJitter(0.2);

        assertThat(RetryDecision.delay(jittery, 1, () -> 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(RetryDecision.delay(jittery, 1, () -> 1)).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void aFatalErrorEndsTheJobAlsoWhenItIsWrapped() {
        var wrapped = new CompletionException(new FatalJobException("never"));

        assertThat(RetryDecision.after(wrapped, 1, 4, rule, () -> 0)).isEmpty();
    }

    @Test
    void aRetryableErrorMayCarryItsOwnDelay() {
        var failure = new RetryableJobException("busy", Duration.ofMinutes(3), null);
        var without = new RetryableJobException("busy", new FatalJobException("a cause further down does not count"));

        assertThat(RetryDecision.after(failure, 1, 4, rule, () -> 0)).contains(Duration.ofMinutes(3));
        assertThat(RetryDecision.after(failure, 4, 4, rule, () -> 0)).isEmpty();
        assertThat(RetryDecision.after(without, 1, 4, rule, () -> 0)).contains(Duration.ofSeconds(1));
    }
}
