package io.taurine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {

    @Test
    void builtInTypesAreKnownToEveryWorker() {
        assertThat(Backoff.fixed(Duration.ZERO).isBuiltIn()).isTrue();
        assertThat(Backoff.exponential(Duration.ofSeconds(1)).isBuiltIn()).isTrue();
        assertThat(Backoff.custom("mine").isBuiltIn()).isFalse();
    }

    @Test
    void aCustomTypeNeedsNoDelay() {
        assertThat(Backoff.custom("mine").baseDelay()).isEmpty();
        assertThat(Backoff.custom("mine", Duration.ofSeconds(2)).baseDelay()).contains(Duration.ofSeconds(2));
    }

    @Test
    void jitterIsAddedToACopy() {
        var plain = Backoff.fixed(Duration.ofSeconds(1));

        assertThat(plain.withJitter(1).jitter()).isEqualTo(1);
        assertThat(plain.jitter()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void refusesAJitterThatIsNoShare(double jitter) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.fixed(Duration.ZERO).withJitter(jitter))
                .withMessage("jitter must be between 0 and 1, was " + jitter);
    }

    @Test
    void refusesADelayOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.fixed(Duration.ofMillis(-1)))
                .withMessage("backoff delay must be between 0 and 36500 days, was PT-0.001S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.exponential(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageStartingWith("backoff delay must be between 0 and 36500 days, was ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void refusesABlankType(String type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Backoff.custom(type))
                .withMessage("backoff type must not be blank");
    }
}
