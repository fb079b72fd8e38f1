package io.taurine.repeat;

import static io.taurine.repeat.ClockChange.ONCE;
import static io.taurine.repeat.ClockChange.SKIP;
import static io.taurine.repeat.ClockChange.TWICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ClockChangeTest {

    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    /** 2027-03-14 02:00 becomes 03:00. */
    @Nested
    class InSpring {

        private static final String BEFORE = "2027-03-14T05:00:00Z";

        @Test
        void aTimeLeftOutRunsAnHourLater() {
            assertThat(runs("30 2 * * *", ONCE, BEFORE, 2))
                    .isEqualTo(at("2027-03-14T07:30:00Z", "2027-03-15T06:30:00Z"));
        }

        @Test
        void aTimeLeftOutCanBeSkipped() {
            assertThat(runs("30 2 * * *", SKIP, BEFORE, 1)).isEqualTo(at("2027-03-15T06:30:00Z"));
        }

        @Test
        void aTimeLeftOutRunsOnlyOnceUnderTwice() {
            assertThat(runs("30 2 * * *", TWICE, BEFORE, 2))
                    .isEqualTo(at("2027-03-14T07:30:00Z", "2027-03-15T06:30:00Z"));
        }

        @Test
        void twoTimesThatFallTogetherRunOnce() {
            assertThat(runs("30 2,3 * * *", ONCE, BEFORE, 2))
                    .isEqualTo(at("2027-03-14T07:30:00Z", "2027-03-15T06:30:00Z"));
        }

        @Test
        void aTimeLeftOutIsGoneForWhoAsksAfterTheChange() {
            assertThat(runs("30 2 * * *", ONCE, "2027-03-14T07:00:00Z", 1)).isEqualTo(at("2027-03-15T06:30:00Z"));
        }

        @Test
        void midnightIsLostWhereTheClockSkipsIt() {
            var santiago = Schedule.cron("0 0 * * *", ZoneId.of("America/Santiago"));
            var before = Instant.parse("2025-09-06T12:00:00Z");

            assertThat(santiago.nextAfter(before)).hasValue(Instant.parse("2025-09-08T03:00:00Z"));
            assertThat(santiago.withClockChange(TWICE).nextAfter(before))
                    .hasValue(Instant.parse("2025-09-07T04:00:00Z"));
        }

        @Test
        void halfAnHourLeftOutRunsHalfAnHourLater() {
            var lordHowe = Schedule.cron("15 2 * * *", ZoneId.of("Australia/Lord_Howe"));

            assertThat(lordHowe.nextAfter(Instant.parse("2027-10-02T15:05:00Z")))
                    .hasValue(Instant.parse("2027-10-02T15:45:00Z"));
        }
    }

    /** 2027-11-07 02:00 becomes 01:00. */
    @Nested
    class InAutumn {

        private static final String BEFORE = "2027-11-07T04:30:00Z";

        @Test
        void aRepeatedTimeRunsTheFirstTime() {
            assertThat(runs("30 1 * * *", ONCE, BEFORE, 2))
                    .isEqualTo(at("2027-11-07T05:30:00Z", "2027-11-08T06:30:00Z"));
            assertThat(runs("30 1 * * *", SKIP, BEFORE, 2))
                    .isEqualTo(at("2027-11-07T05:30:00Z", "2027-11-08T06:30:00Z"));
        }

        @Test
        void aRepeatedTimeCanRunTwice() {
            assertThat(runs("30 1 * * *", TWICE, BEFORE, 3))
                    .isEqualTo(at("2027-11-07T05:30:00Z", "2027-11-07T06:30:00Z", "2027-11-08T06:30:00Z"));
        }

        @Test
        void whatRunsEveryHourRunsInTheRepeatedOneToo() {
            for (var rule : ClockChange.values()) {
                assertThat(runs("0 * * * *", rule, BEFORE, 3))
                        .isEqualTo(at("2027-11-07T05:00:00Z", "2027-11-07T06:00:00Z", "2027-11-07T07:00:00Z"));
            }
        }

        @Test
        void whoAsksWithinTheRepeatedHourGetsIt() {
            assertThat(runs("30 1 * * *", ONCE, "2027-11-07T06:10:00Z", 1)).isEqualTo(at("2027-11-07T06:30:00Z"));
            assertThat(runs("30 1 * * *", SKIP, "2027-11-07T06:10:00Z", 1)).isEqualTo(at("2027-11-08T06:30:00Z"));
        }
    }

    @Test
    void bullMqKnowsOnlyTheDefault() {
        var daily = Schedule.cron("30 2 * * *", NEW_YORK);

        assertThat(daily.isPortable()).isTrue();
        assertThat(daily.withClockChange(SKIP).notPortableBecause())
                .hasValueSatisfying(reason -> assertThat(reason).contains("clock-change rule SKIP"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> daily.withClockChange(TWICE).shared())
                .withMessageContaining("clock-change rule TWICE");
    }

    private static List<Instant> runs(String pattern, ClockChange rule, String from, int count) {
        return Schedule.cron(pattern, NEW_YORK).withClockChange(rule).next(Instant.parse(from), count);
    }

    private static List<Instant> at(String... instants) {
        return Stream.of(instants).map(Instant::parse).toList();
    }
}
