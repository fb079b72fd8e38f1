package io.taurine.server.definition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.CronSchedule;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.OnceSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * Schedules in one line: a cron pattern, {@code 0 3 * * *} (in UTC) or {@code 0 3 * * * in Europe/Berlin}; in the place of the
 * pattern the name of a {@link SchedulePreset}, {@code midnight in Europe/Berlin}; {@code every 5m};
 * {@code at 2027-01-01T00:00:00Z}; or what {@link ScheduleJson} reads, as JSON, for all that these do not tell.
 */
public final class ScheduleText {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ScheduleText() {}

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException saying what is wrong, if it is none
     */
    public static Schedule parse(String text) {
        var trimmed = text.strip();
        if (trimmed.startsWith("{")) {
            return json(trimmed);
        }
        if (trimmed.startsWith("every ")) {
            return Schedule.every(DurationText.parse(trimmed.substring(6).strip()));
        }
        if (trimmed.startsWith("at ")) {
            return Schedule.once(instant("at", trimmed.substring(3).strip()));
        }
        var in = trimmed.indexOf(" in ");
        return in < 0
                ? cron(trimmed, "UTC")
                : cron(
                        trimmed.substring(0, in).strip(),
                        trimmed.substring(in + 4).strip());
    }

    private static Schedule cron(String pattern, String zone) {
        return SchedulePreset.parse(pattern, Zones.parse(zone));
    }

    private static Schedule json(String text) {
        try {
            return ScheduleJson.read(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + text + "' is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static Instant instant(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    name + " must be an instant like 2027-01-01T00:00:00Z, was '" + text + "'", e);
        }
    }

    /** One line from which {@link #parse} makes an equal schedule. */
    public static String format(Schedule schedule) {
        if (schedule.start().isEmpty() && schedule.end().isEmpty()) {
            if (schedule instanceof OnceSchedule once) {
                return "at " + once.at();
            }
            if (schedule.limit().isEmpty() && schedule instanceof CronSchedule cron && isPlain(cron)) {
                return cron.pattern() + (cron.zoneText().equals("UTC") ? "" : " in " + cron.zoneText());
            }
            if (schedule.limit().isEmpty()
                    && schedule instanceof IntervalSchedule interval
                    && interval.offset().isZero()) {
                return "every " + DurationText.format(interval.every());
            }
        }
        return ScheduleJson.write(schedule).toString();
    }

    private static boolean isPlain(CronSchedule cron) {
        return cron.clockChange() == ClockChange.ONCE && !cron.zone().equals(ZoneOffset.UTC);
    }
}
