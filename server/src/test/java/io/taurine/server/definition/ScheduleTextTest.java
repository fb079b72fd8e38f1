package io.taurine.server.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.repeat.Choice;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTextTest {

    private static final Instant NEW_YEAR = Instant.parse("2027-01-01T00:00:00Z");

    static Stream<Schedule> schedules() {
        var berlin = Zones.parse("Europe/Berlin");
        return Stream.of(
                Schedule.cron("0 3 * * *", Zones.parse("UTC")),
                Schedule.cron("*/10 0 3 * * 1-5", berlin),
                Schedule.cron("0 3 * * *", Zones.parse("UTC+5:30")),
                Schedule.cron("0 3 * * *", berlin).withClockChange(ClockChange.SKIP),
                Schedule.cron("@daily", berlin).withLimit(4).withStart(NEW_YEAR).withEnd(NEW_YEAR.plusSeconds(9)),
                Schedule.every(Duration.ofMinutes(90)),
                Schedule.every(Duration.ofMillis(1_500)).withOffset(Duration.ofMillis(20)),
                Schedule.every(Duration.ofDays(1)).withStart(NEW_YEAR).withLimit(1),
                Schedule.once(NEW_YEAR),
                Schedule.once(NEW_YEAR).withEnd(NEW_YEAR.plusSeconds(1)),
                Schedule.recurrence(berlin).hour(9).build(),
                Schedule.recurrence(berlin)
                        .second(0, 30)
                        .minute(Choice.range(0, 30, 10))
                        .dayOfWeek(Choice.range(1, 5))
                        .date(1, 15)
                        .month(3)
                        .year(2028, 2030)
                        .build()
                        .withClockChange(ClockChange.TWICE));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void whatIsWrittenIsReadAsTheSame(Schedule schedule) {
        assertThat(ScheduleText.parse(ScheduleText.format(schedule))).isEqualTo(schedule);
        assertThat(ScheduleJson.read(ScheduleJson.write(schedule))).isEqualTo(schedule);
    }

    @Test
    void plainSchedulesAreWrittenPlainly() {
        assertThat(schedules().map(ScheduleText::format))
                .contains("0 3 * * *", "*/10 0 3 * * 1-5 in Europe/Berlin", "every 1h30m", "at 2027-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 25 * * *|hour",
                "0 3 * * * in Atlantis|Atlantis",
                "every soon|is not a duration",
                "every 0s|every must be",
                "at noon|at must be an instant",
                "{\"cron\":\"0 3 * * *\",\"every\":\"5s\"}|exactly one of",
                "{\"limit\":3}|exactly one of",
                "{\"cron\":5}|cron must be a text",
                "{\"cron\":\"0 3 * * *\",\"zone\":\"UTC\"}|no field zone",
                "{\"every\":\"5s\",\"timeZone\":\"UTC\"}|timeZone goes with cron",
                "{\"at\":\"2027-01-01T00:00:00Z\",\"offset\":\"5s\"}|offset goes with every",
                "{\"every\":\"5s\",\"limit\":\"3\"}|limit must be a whole number",
                "{\"every\":\"5s\",\"limit\":0}|limit",
                "{\"cron\":\"0 3 * * *\",\"clockChange\":\"maybe\"}|clockChange must be",
                "{\"rule\":{\"hour\":24}}|hour must be",
                "{\"rule\":{\"hour\":\"9-\"}}|hour must be",
                "{\"rule\":{\"week\":3}}|no field week",
                "{\"rule\":{\"date\":30,\"month\":2}}|no day matches",
                "{\"cron\":|no JSON",
            })
    void whatIsNoScheduleIsRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> ScheduleText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "every-minute|2027-01-01T00:01:00Z|2027-01-01T00:02:00Z",
                "every-5-minutes|2027-01-01T00:05:00Z|2027-01-01T00:10:00Z",
                "every-15-minutes|2027-01-01T00:15:00Z|2027-01-01T00:30:00Z",
                "every-30-minutes|2027-01-01T00:30:00Z|2027-01-01T01:00:00Z",
                "hourly|2027-01-01T01:00:00Z|2027-01-01T02:00:00Z",
                "every-6-hours|2027-01-01T06:00:00Z|2027-01-01T12:00:00Z",
                "midnight|2027-01-02T00:00:00Z|2027-01-03T00:00:00Z",
                "noon|2027-01-01T12:00:00Z|2027-01-02T12:00:00Z",
                "Monday-9AM|2027-01-04T09:00:00Z|2027-01-11T09:00:00Z",
                "noon in Europe/Berlin|2027-01-01T11:00:00Z|2027-01-02T11:00:00Z",
                "{\"cron\":\"noon\",\"timeZone\":\"Europe/Berlin\"}|2027-01-01T11:00:00Z|2027-01-02T11:00:00Z",
            })
    void aPresetStandsForItsPattern(String text, Instant first, Instant second) {
        assertThat(ScheduleText.parse(text).next(NEW_YEAR, 2)).containsExactly(first, second);
    }

    @Test
    void theNameOfNoPresetIsRefusedWithThoseThatThereAre() {
        for (var text : List.of("fortnightly", "daily in Europe/Berlin", "{\"cron\":\"every-7-minutes\"}")) {
            assertThatThrownBy(() -> ScheduleText.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("every-minute, every-5-minutes, every-15-minutes, every-30-minutes, hourly,"
                            + " every-6-hours, midnight, noon, monday-9am");
        }
        assertThat(ScheduleText.parse("mon-fri")).isEqualTo(Schedule.cron("mon-fri", Zones.parse("UTC")));
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "5s,PT5S", "1h30m,PT1H30M", "2d,PT48H", "0,PT0S", "PT20M,PT20M"})
    void durationsAreReadInBothForms(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
        assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"5", "'5 s'", "-PT5S", "PT0.0001S", "99999999999999999d", "soon", "''"})
    void whatIsNoDurationIsRefused(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duration");
    }
}
