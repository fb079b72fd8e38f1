package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IntervalScheduleTest {

    /** A multiple of ten seconds, as T in the wire specification. */
    private static final long T = 1_800_000_000_000L;

    /** The table and the live examples of the wire specification, section 2.4; times relative to T, every is 10 s. */
    @Nested
    class Slots {

        @ParameterizedTest(name = "previous {0}, now {1}, offset {2}, start {3} -> {4}, offset {5}")
        @CsvSource({
            "     ,   1234,    0,      ,   1234, 1234",
            "     ,   1234,  500,      ,  10500,  500",
            "     ,   1234, 5000,      ,   5000, 5000",
            "     ,   1234, 1234,      ,  11234, 1234",
            "     ,   1234,    0,  7777,   7777, 7777",
            "     ,   1234,  500,  7777,   7777,  500",
            "     ,   9000,    0,  7777,   9000, 9000",
            "  400,   5000,  400,      ,  10400,  400",
            "  400,  10400,  400,      ,  10400,  400",
            "  400, 105400,  400,      , 110400,  400",
            "  400, 105399,  400,      , 110400,  400",
            "  400, 100300,  400,      , 100400,  400",
            "  400, 105400,    0,      , 110000,    0",
            "  400,   5000,  400,  7777,  10400,  400",
        })
        void followTheSpecification(
                @Nullable Long previous,
                long now,
                long offset,
                @Nullable Long start,
                long expected,
                long expectedOffset) {
            var slot = IntervalSchedule.slot(
                    previous == null ? null : at(previous),
                    Duration.ofSeconds(10),
                    at(now),
                    Duration.ofMillis(offset),
                    start == null ? null : at(start));

            assertThat(slot).isEqualTo(new Slot(at(expected), Duration.ofMillis(expectedOffset)));
        }

        @Test
        void needAnInterval() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IntervalSchedule.slot(null, Duration.ZERO, at(0), Duration.ZERO, null))
                    .withMessageContaining("every must be 1 ms or more");
        }
    }

    @Test
    void withoutAPhaseItCountsFromTheInstantAsked() {
        assertThat(Schedule.every(Duration.ofSeconds(10)).next(at(1234), 3))
                .containsExactly(at(11_234), at(21_234), at(31_234));
    }

    @Test
    void withAnOffsetItsSlotsLieOnTheClock() {
        var schedule = Schedule.every(Duration.ofSeconds(10)).withOffset(Duration.ofSeconds(3));

        assertThat(schedule.next(at(1234), 2)).containsExactly(at(3000), at(13_000));
        assertThat(schedule.nextAfter(at(3000))).hasValue(at(13_000));
    }

    @Test
    void theStartIsTheFirstRunAndGivesThePhase() {
        var schedule = Schedule.every(Duration.ofSeconds(10)).withStart(at(7777));

        assertThat(schedule.next(at(1234), 2)).containsExactly(at(7777), at(17_777));
        assertThat(schedule.nextAfter(at(100_000))).hasValue(at(107_777));
    }

    /** The table above: a start is the first slot whatever the offset, and each slot is one interval after the one before. */
    @Test
    void besideAStartTheOffsetMovesNoSlot() {
        var every = Duration.ofSeconds(10);
        var offset = Duration.ofMillis(500);
        var first = IntervalSchedule.slot(null, every, at(1234), offset, at(7777));
        var second = IntervalSchedule.slot(first.at(), every, first.at(), offset, at(7777));

        assertThat(Schedule.every(every).withOffset(offset).withStart(at(7777)).next(at(1234), 2))
                .containsExactly(first.at(), second.at())
                .containsExactly(at(7777), at(17_777));
    }

    @Test
    void limitAndEndBoundIt() {
        var schedule = Schedule.every(Duration.ofSeconds(10));

        assertThat(schedule.withLimit(2).next(at(0), 5)).containsExactly(at(10_000), at(20_000));
        assertThat(schedule.withEnd(at(10_000)).next(at(0), 5)).containsExactly(at(10_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0000005S", "PT0.0015S", "P40000D"})
    void refusesOtherIntervals(String every) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.every(Duration.parse(every)))
                .withMessageContaining("every must be")
                .withMessageContaining(Duration.parse(every).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "PT10S", "PT0.0005S"})
    void refusesOtherOffsets(String offset) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.every(Duration.ofSeconds(10)).withOffset(Duration.parse(offset)))
                .withMessageContaining("offset must be whole milliseconds from 0 to less than every");
    }

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(T + millis);
    }
}
