package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.internal.ClaimReply;
import io.taurine.queue.internal.ClaimReply.ClaimedHash;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FetchStateTest {

    private static final long NOW = 1_800_000_000_000L;

    private long nanos = 5;
    private long millis = NOW;
    private final FetchState state = new FetchState(() -> nanos, () -> millis);

    @Test
    void looksAtTheQueueBeforeItEverWaits() {
        assertThat(state.isIdle()).isFalse();
    }

    @Test
    void isIdleWhenThereWasLessThanItAskedFor() {
        state.claimed(reply(1, 0, 0), 2);

        assertThat(state.isIdle()).isTrue();
    }

    @Test
    void isNotIdleWhenThereMayBeMore() {
        state.claimed(reply(2, 0, 0), 2);

        assertThat(state.isIdle()).isFalse();
    }

    @Test
    void isNotIdleWhenIdsWithoutJobsWereDropped() {
        state.claimed(new ClaimReply(List.of(), 0, 0, NOW, List.of("ghost")), 2);

        assertThat(state.isIdle()).isFalse();
    }

    @Test
    void knowsThatItWasNotAllowedToLook() {
        state.claimed(reply(0, 0, -1), 2);

        assertThat(state.isIdle()).isTrue();
        assertThat(state.isHeldBack()).isTrue();
        assertThat(state.nextDueMillis()).isZero();

        state.claimed(reply(0, 0, 0), 2);

        assertThat(state.isHeldBack()).isFalse();
    }

    @Test
    void isNotIdleUnderARateLimitForNoMarkerTellsItsEnd() {
        state.claimed(reply(0, 50, 0), 2);

        assertThat(state.isIdle()).isFalse();
        assertThat(state.limitedForMillis()).isEqualTo(50);
    }

    @Test
    void countsARateLimitDownAndNeverRoundsItAway() {
        state.claimed(reply(0, 50, 0), 1);

        nanos += 49_500_000;
        assertThat(state.limitedForMillis()).isEqualTo(1);
        nanos += 500_000;
        assertThat(state.limitedForMillis()).isZero();
        nanos += Duration.ofDays(1).toNanos();
        assertThat(state.limitedForMillis()).isZero();
    }

    @Test
    void theNextClaimEndsARateLimit() {
        state.claimed(reply(0, 50, 0), 1);

        state.claimed(reply(1, 0, 0), 1);

        assertThat(state.limitedForMillis()).isZero();
    }

    @Test
    void followsTheClockOfRedisWhenItsOwnIsWrong() {
        millis = NOW - Duration.ofMinutes(7).toMillis();
        state.claimed(reply(0, 0, NOW + 1000), 1);

        assertThat(state.redisMillis()).isEqualTo(NOW);
        assertThat(state.nextDueMillis() - state.redisMillis()).isEqualTo(1000);

        millis += 400;
        assertThat(state.nextDueMillis() - state.redisMillis()).isEqualTo(600);
    }

    @Test
    void followsTheClockOfRedisWhenItsOwnJumps() {
        state.claimed(reply(0, 0, 0), 1);
        millis += Duration.ofHours(1).toMillis();

        state.claimed(reply(0, 0, 0), 1);

        assertThat(state.redisMillis()).isEqualTo(NOW);
    }

    @Test
    void forgetsAllWhenItMustLookFirst() {
        state.claimed(reply(0, 50, NOW + 10), 1);

        state.lookFirst();

        assertThat(state.isIdle()).isFalse();
        assertThat(state.limitedForMillis()).isZero();
        assertThat(state.nextDueMillis()).isZero();
    }

    @Test
    void knowsHowLongItHasHeardNothing() {
        nanos += 700;
        assertThat(state.sinceLastFetchNanos()).isEqualTo(700);

        state.heard();

        assertThat(state.sinceLastFetchNanos()).isZero();
    }

    private static ClaimReply reply(int jobs, long limitedMillis, long nextDue) {
        var claimed = IntStream.range(0, jobs)
                .mapToObj(i -> new ClaimedHash(Integer.toString(i), Map.of()))
                .toList();
        return new ClaimReply(claimed, limitedMillis, nextDue, NOW, List.of());
    }
}
