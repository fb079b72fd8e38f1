package io.taurine.server.definition;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.CronSchedule;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.OnceSchedule;
import io.taurine.repeat.RecurrenceSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Schedules as JSON: a text that {@link ScheduleText} reads, or an object with one of {@code cron} (a pattern, or the
 * name of a {@link SchedulePreset}), {@code every} (a duration,
 * with {@code offset}), {@code at} (an instant) and {@code rule} (the fields of a recurrence rule: {@code second},
 * {@code minute}, {@code hour}, {@code dayOfWeek}, {@code date}, {@code month}, {@code year}, each a number, a list, or a text
 * like {@code "1-5"} and {@code "0-30/10"}). Beside it {@code start}, {@code end}, {@code limit}, and for the clock
 * {@code timeZone} (default UTC) and {@code clockChange} ({@code once}, {@code skip}, {@code twice}).
 */
public final class ScheduleJson {

    private static final List<String> KINDS = List.of("cron", "every", "at", "rule");
    private static final Set<String> FIELDS =
            Set.of("cron", "every", "at", "rule", "offset", "timeZone", "clockChange", "start", "end", "limit");
    private static final Set<String> OF_THE_CLOCK = Set.of("timeZone", "clockChange");

    private ScheduleJson() {}

    /**
     * Reads a schedule.
     *
     * @throws IllegalArgumentException naming the field that is wrong, unknown or missing
     */
    public static Schedule read(JsonNode json) {
        if (json.isTextual()) {
            return ScheduleText.parse(json.textValue());
        }
        if (!json.isObject()) {
            throw new IllegalArgumentException("a schedule must be a text or an object, was " + json);
        }
        var kind = kind(json);
        return bounded(
                json,
                switch (kind) {
                    case "cron" -> clocked(json, SchedulePreset.parse(text(json, "cron"), zone(json)));
                    case "every" -> interval(json);
                    case "at" -> Schedule.once(ScheduleText.instant("at", text(json, "at")));
                    default -> clocked(json, RuleJson.read(json.get("rule"), zone(json)));
                });
    }

    private static String kind(JsonNode json) {
        var unknown = new TreeSet<String>();
        json.fieldNames().forEachRemaining(unknown::add);
        unknown.removeAll(FIELDS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "a schedule has no field " + String.join(", ", unknown) + "; it has " + new TreeSet<>(FIELDS));
        }
        var kinds = KINDS.stream().filter(json::has).toList();
        if (kinds.size() != 1) {
            throw new IllegalArgumentException("a schedule needs exactly one of " + KINDS + ", had " + kinds);
        }
        var kind = kinds.get(0);
        var isClocked = kind.equals("cron") || kind.equals("rule");
        OF_THE_CLOCK.stream()
                .filter(json::has)
                .sorted()
                .findFirst()
                .filter(name -> !isClocked)
                .ifPresent(name -> {
                    throw new IllegalArgumentException(name + " goes with cron and rule only, not with " + kind);
                });
        if (json.has("offset") && !kind.equals("every")) {
            throw new IllegalArgumentException("offset goes with every only, not with " + kind);
        }
        return kind;
    }

    private static Schedule interval(JsonNode json) {
        var interval = Schedule.every(duration(json, "every"));
        return json.has("offset") ? interval.withOffset(duration(json, "offset")) : interval;
    }

    private static Schedule clocked(JsonNode json, Schedule schedule) {
        if (!json.has("clockChange")) {
            return schedule;
        }
        var rule = clockChange(text(json, "clockChange"));
        return schedule instanceof CronSchedule cron
                ? cron.withClockChange(rule)
                : ((RecurrenceSchedule) schedule).withClockChange(rule);
    }

    private static ClockChange clockChange(String text) {
        return Arrays.stream(ClockChange.values())
                .filter(rule -> lower(rule).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("clockChange must be once, skip or twice, was '" + text + "'"));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Schedule bounded(JsonNode json, Schedule schedule) {
        var bounded = schedule;
        if (json.has("start")) {
            bounded = bounded.withStart(ScheduleText.instant("start", text(json, "start")));
        }
        if (json.has("end")) {
            bounded = bounded.withEnd(ScheduleText.instant("end", text(json, "end")));
        }
        if (json.has("limit")) {
            var limit = json.get("limit");
            if (!limit.isIntegralNumber() || !limit.canConvertToInt()) {
                throw new IllegalArgumentException("limit must be a whole number, was " + limit);
            }
            bounded = bounded.withLimit(limit.intValue());
        }
        return bounded;
    }

    private static ZoneId zone(JsonNode json) {
        return Zones.parse(json.has("timeZone") ? text(json, "timeZone") : "UTC");
    }

    private static Duration duration(JsonNode json, String name) {
        try {
            return DurationText.parse(text(json, name));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode json, String name) {
        var value = json.get(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + " must be a text, was " + value);
        }
        return value.textValue();
    }

    /** An object from which {@link #read} makes an equal schedule. */
    public static ObjectNode write(Schedule schedule) {
        var json = JsonNodeFactory.instance.objectNode();
        if (schedule instanceof CronSchedule cron) {
            json.put("cron", cron.pattern()).put("timeZone", cron.zoneText());
            putClockChange(json, cron.clockChange());
        } else if (schedule instanceof RecurrenceSchedule rule) {
            json.set("rule", RuleJson.write(rule));
            json.put("timeZone", Zones.text(rule.zone()));
            putClockChange(json, rule.clockChange());
        } else if (schedule instanceof IntervalSchedule interval) {
            json.put("every", DurationText.format(interval.every()));
            if (!interval.offset().isZero()) {
                json.put("offset", DurationText.format(interval.offset()));
            }
        } else if (schedule instanceof OnceSchedule once) {
            json.put("at", once.at().toString());
        }
        schedule.start().ifPresent(start -> json.put("start", start.toString()));
        schedule.end().ifPresent(end -> json.put("end", end.toString()));
        if (!(schedule instanceof OnceSchedule)) {
            schedule.limit().ifPresent(limit -> json.put("limit", limit));
        }
        return json;
    }

    private static void putClockChange(ObjectNode json, ClockChange rule) {
        if (rule != ClockChange.ONCE) {
            json.put("clockChange", lower(rule));
        }
    }
}
