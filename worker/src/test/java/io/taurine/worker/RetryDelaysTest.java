package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.job.Backoff;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDelaysTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long YEAR = Duration.ofDays(365).toMillis();

    @Test
    void fixedIsTheSameBeforeEachAttempt() {
        assertThat(IntStream.rangeClosed(1, 4).mapToLong(attempt -> delay(Backoff.fixed(SECOND), attempt)))
                .containsExactly(1000L, 1000L, 1000L, 1000L);
    }

    @Test
    void exponentialDoublesBeforeEachAttempt() {
        assertThat(IntStream.rangeClosed(1, 4).mapToLong(attempt -> delay(Backoff.exponential(SECOND), attempt)))
                .containsExactly(1000L, 2000L, 4000L, 8000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, 9, 10, 20})
    void takesDelaysOfAFewMilliseconds(int millis) {
        var base = Duration.ofMillis(millis);

        assertThat(delay(Backoff.fixed(base), 3)).isEqualTo(millis);
        assertThat(delay(Backoff.exponential(base), 3)).isEqualTo(4L * millis);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 63, 64, 100, 100_000, Integer.MAX_VALUE})
    void neverGrowsBeyondAYear(int attempt) {
        assertThat(delay(Backoff.exponential(SECOND), attempt)).isEqualTo(YEAR);
        assertThat(delay(Backoff.exponential(Duration.ofDays(36_500)), attempt)).isEqualTo(YEAR);
        assertThat(delay(Backoff.fixed(Duration.ofDays(36_500)), attempt)).isEqualTo(YEAR);
    }

    @Test
    void takesAnAttemptNumberThatMakesNoSense() {
        assertThat(delay(Backoff.exponential(SECOND), 0)).isEqualTo(1000);
        assertThat(delay(Backoff.exponential(SECOND), -5)).isEqualTo(1000);
    }

    @Test
    void jitterTakesItsShareFromTheEndOfTheDelay() {
        var halfJitter = Backoff.exponential(SECOND).withJitter(0.5);

        assertThat(delay(halfJitter, 3, () -> 0)).isEqualTo(2000);
        assertThat(delay(halfJitter, 3, () -> 0.5)).isEqualTo(3000);
        assertThat(delay(halfJitter, 3, () -> 0.9999)).isEqualTo(3999);
    }

    @Test
    void fullJitterOnAFixedDelayStaysBelowIt() {
        var random = new Random(42);
        var backoff = Backoff.fixed(SECOND).withJitter(1);

        assertThat(IntStream.range(0, 10_000).mapToLong(i -> delay(backoff, 1, random::nextDouble)))
                .allMatch(delay -> delay >= 0 && delay <= 999)
                .anyMatch(delay -> delay < 50)
                .anyMatch(delay -> delay > 950);
    }

    @Test
    void jitterStaysInItsBoundsForAnyDelay() {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            var base = 1 + random.nextInt(100_000);
            var jitter = random.nextDouble();
            var attempt = 1 + random.nextInt(10);
            var backoff = Backoff.exponential(Duration.ofMillis(base)).withJitter(jitter);

            var delay = delay(backoff, attempt, random::nextDouble);

            var whole = Math.min(YEAR, (long) base << (attempt - 1));
            assertThat(delay)
                    .as("%s in attempt %d", backoff, attempt)
                    .isBetween((long) Math.floor(whole * (1 - jitter)), whole);
        }
    }

    @Test
    void asksTheStrategyForAnyOtherType() {
        var failure = new IllegalStateException("x");
        var delays = new RetryDelays(Map.of(
                "slowly",
                (attempt, thrown, job) ->
                        Optional.of(Duration.ofMillis(attempt * 100L + (thrown.equals(failure) ? 7 : 0)))));

        assertThat(delays.delayMillis(Backoff.custom("slowly"), 2, failure, StoredJobs.job()))
                .hasValue(207);
    }

    @Test
    void aStrategyMayGiveUp() {
        assertThat(custom(Optional.empty())).isEmpty();
    }

    @Test
    void aStrategyMayRetryAtOnce() {
        assertThat(custom(Optional.of(Duration.ZERO))).hasValue(0);
    }

    @Test
    void boundsWhatAStrategySays() {
        assertThat(custom(Optional.of(Duration.ofSeconds(Long.MAX_VALUE)))).hasValue(YEAR);
        assertThat(custom(Optional.of(Duration.ofSeconds(Long.MIN_VALUE)))).hasValue(0);
    }

    @Test
    void knowsTheBuiltInTypesAndItsStrategies() {
        var delays = new RetryDelays(Map.of("mine", (attempt, thrown, job) -> Optional.empty()));

        assertThat(delays.knows(Backoff.fixed(SECOND))).isTrue();
        assertThat(delays.knows(Backoff.exponential(SECOND))).isTrue();
        assertThat(delays.knows(Backoff.custom("mine"))).isTrue();
        assertThat(delays.knows(Backoff.custom("theirs"))).isFalse();
    }

    private static OptionalLong custom(Optional<Duration> answer) {
        return new RetryDelays(Map.of("mine", (attempt, thrown, job) -> answer))
                .delayMillis(Backoff.custom("mine"), 1, new IllegalStateException(), StoredJobs.job());
    }

    private static long delay(Backoff backoff, int attempt) {
        return delay(backoff, attempt, () -> {
            throw new AssertionError("no chance without jitter");
        });
    }

    private static long delay(Backoff backoff, int attempt, DoubleSupplier random) {
        return new RetryDelays(Map.of(), random)
                .delayMillis(backoff, attempt, new IllegalStateException(), StoredJobs.job())
                .orElseThrow();
    }
}
