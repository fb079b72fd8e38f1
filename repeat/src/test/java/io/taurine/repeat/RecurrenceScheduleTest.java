package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RecurrenceScheduleTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant FROM = Instant.parse("2027-01-15T08:07:30Z");

    @Test
    void aFieldNotSetMatchesAnythingAndTheSecondIsZero() {
        assertThat(Schedule.recurrence(BERLIN).minute(42).build().next(FROM, 2))
                .containsExactly(Instant.parse("2027-01-15T08:42:00Z"), Instant.parse("2027-01-15T09:42:00Z"));
    }

    @Test
    void valuesListsAndRangesWithAStep() {
        var rule = Schedule.recurrence(BERLIN)
                .second(30)
                .minute(Choice.range(0, 45, 45))
                .hour(9, 17)
                .dayOfWeek(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)
                .build();

        assertThat(rule.next(FROM, 5))
                .containsExactly(
                        Instant.parse("2027-01-16T08:00:30Z"),
                        Instant.parse("2027-01-16T08:45:30Z"),
                        Instant.parse("2027-01-16T16:00:30Z"),
                        Instant.parse("2027-01-16T16:45:30Z"),
                        Instant.parse("2027-01-17T08:00:30Z"));
    }

    @Test
    void dateAndWeekdayMustBothMatch() {
        var fridayThe13th = Schedule.recurrence(BERLIN)
                .minute(0)
                .hour(0)
                .date(13)
                .dayOfWeek(DayOfWeek.FRIDAY)
                .build();

        assertThat(fridayThe13th.next(FROM, 2))
                .containsExactly(Instant.parse("2027-08-12T22:00:00Z"), Instant.parse("2028-10-12T22:00:00Z"));
    }

    @Test
    void endsWithItsLastYear() {
        var rule = Schedule.recurrence(BERLIN)
                .year(Choice.range(2028, 2032, 2))
                .month(2)
                .date(29)
                .hour(12)
                .minute(0)
                .build();

        assertThat(rule.next(FROM, 5))
                .containsExactly(Instant.parse("2028-02-29T11:00:00Z"), Instant.parse("2032-02-29T11:00:00Z"));
    }

    @Test
    void keepsLimitStartAndEnd() {
        var rule = Schedule.recurrence(BERLIN).minute(0).build();

        assertThat(rule.withLimit(1).next(FROM, 3)).hasSize(1);
        assertThat(rule.withStart(Instant.parse("2027-02-01T00:00:00Z")).nextAfter(FROM))
                .hasValue(Instant.parse("2027-02-01T01:00:00Z"));
        assertThat(rule.withEnd(Instant.parse("2027-01-15T09:00:00Z")).next(FROM, 3))
                .containsExactly(Instant.parse("2027-01-15T09:00:00Z"));
    }

    @Nested
    class AsCron {

        @Test
        void isGivenWhereItHasTheSameRuns() {
            var rule = Schedule.recurrence(BERLIN)
                    .minute(Choice.range(0, 45, 15))
                    .hour(Choice.range(9, 17))
                    .month(1, 7)
                    .dayOfWeek(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)
                    .build();

            assertThat(rule.cronText()).hasValue("0-45/15 9-17 * 1,7 0,1");
            assertThat(rule.shared()).isEqualTo(Schedule.cron("0-45/15 9-17 * 1,7 0,1", BERLIN));
            assertThat(rule.shared().next(FROM, 200)).isEqualTo(rule.next(FROM, 200));
        }

        @Test
        void carriesTheSecondAndTheBounds() {
            var end = Instant.parse("2028-01-01T00:00:00Z");
            var rule = Schedule.recurrence(BERLIN)
                    .second(5, 20)
                    .build()
                    .withLimit(7)
                    .withEnd(end);

            assertThat(rule.shared())
                    .isEqualTo(
                            Schedule.cron("5,20 * * * * *", BERLIN).withLimit(7).withEnd(end));
        }

        @Test
        void aChoiceOfEverythingRestrictsNothing() {
            var rule = Schedule.recurrence(BERLIN)
                    .minute(0)
                    .date(13)
                    .dayOfWeek(Choice.range(0, 7))
                    .build();

            assertThat(rule.cronText()).hasValue("0 * 13 * *");
        }

        @Test
        void isRefusedForADateAndAWeekdayAtOnce() {
            var rule = Schedule.recurrence(BERLIN)
                    .date(13)
                    .dayOfWeek(DayOfWeek.FRIDAY)
                    .build();

            assertThat(rule.cronText()).isEmpty();
            assertThat(rule.isPortable()).isFalse();
            assertThatIllegalArgumentException()
                    .isThrownBy(rule::shared)
                    .withMessageContaining("a date and a weekday at once");
        }

        @Test
        void isRefusedForYears() {
            var rule = Schedule.recurrence(BERLIN).year(2030).build();

            assertThat(rule.notPortableBecause())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("years"));
        }

        @Test
        void isRefusedForAnotherClockChangeRule() {
            var rule = Schedule.recurrence(BERLIN).hour(2).build().withClockChange(ClockChange.SKIP);

            assertThat(rule.notPortableBecause())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("SKIP"));
        }
    }

    @Nested
    class Refuses {

        @Test
        void valuesOutOfRange() {
            var builder = Schedule.recurrence(BERLIN);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.second(60))
                    .withMessage("second must be 0 to 59, was 60");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.minute(-1))
                    .withMessage("minute must be 0 to 59, was -1");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.hour(24))
                    .withMessage("hour must be 0 to 23, was 24");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.date(0))
                    .withMessage("date must be 1 to 31, was 0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.month(13))
                    .withMessage("month must be 1 to 12, was 13");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.year(1969))
                    .withMessage("year must be 1970 to 9999, was 1969");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> builder.dayOfWeek(Choice.of(8)))
                    .withMessage("dayOfWeek must be 0 to 7, was 8");
        }

        @Test
        void choicesThatAreNone() {
            assertThatIllegalArgumentException().isThrownBy(Choice::of).withMessageContaining("at least one value");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Choice.range(5, 1))
                    .withMessageContaining("must not descend");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Choice.range(1, 5, 0))
                    .withMessageContaining("step must be 1 or more");
        }

        @Test
        void aDayThatNeverComes() {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> Schedule.recurrence(BERLIN).month(2).date(30).build())
                    .withMessageContaining("no day matches");
        }
    }
}
