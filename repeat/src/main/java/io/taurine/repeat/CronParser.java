package io.taurine.repeat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Reads a pattern; what is wrong is said with the field, its value and what the field allows. */
final class CronParser {

    private static final int MAX_LENGTH = 1024;
    private static final List<String> DEFAULTS = List.of("0", "*", "*", "*", "*", "*");

    private static final Map<String, String> PREDEFINED = Map.of(
            "@yearly", "0 0 0 1 1 *",
            "@annually", "0 0 0 1 1 *",
            "@monthly", "0 0 0 1 * *",
            "@weekly", "0 0 0 * * 0",
            "@daily", "0 0 0 * * *",
            "@hourly", "0 0 * * * *",
            "@minutely", "0 * * * * *",
            "@secondly", "* * * * * *",
            "@weekdays", "0 0 0 * * 1-5",
            "@weekends", "0 0 0 * * 0,6");

    private CronParser() {}

    static LocalCalendar parse(String pattern) {
        Objects.requireNonNull(pattern, "pattern");
        if (pattern.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "cron pattern must have at most " + MAX_LENGTH + " characters, had " + pattern.length());
        }
        var texts = texts(pattern);
        var parsed = new EnumMap<CronField, FieldValues>(CronField.class);
        texts.forEach((field, text) -> parsed.put(field, new CronFieldParser(pattern, field).parse(text)));
        var months = numbers(parsed, CronField.MONTH);
        var days = days(
                Objects.requireNonNull(parsed.get(CronField.DAY_OF_MONTH)),
                Objects.requireNonNull(parsed.get(CronField.DAY_OF_WEEK)));
        if (!days.arePossibleIn(months)) {
            throw new IllegalArgumentException("cron pattern '" + pattern + "': day of month '"
                    + texts.get(CronField.DAY_OF_MONTH) + "' never comes in month '" + texts.get(CronField.MONTH)
                    + "'; choose a day that month has, or L for its last one");
        }
        return new LocalCalendar(
                numbers(parsed, CronField.SECOND),
                numbers(parsed, CronField.MINUTE),
                numbers(parsed, CronField.HOUR),
                days,
                months,
                null);
    }

    private static Numbers numbers(Map<CronField, FieldValues> parsed, CronField field) {
        return Objects.requireNonNull(parsed.get(field)).numbers();
    }

    private static CronDays days(FieldValues dayOfMonth, FieldValues dayOfWeek) {
        return new CronDays(
                dayOfMonth.numbers(),
                dayOfMonth.lastDay(),
                dayOfMonth.wild(),
                dayOfWeek.numbers(),
                dayOfWeek.lastWeekdays(),
                dayOfWeek.occurrence(),
                dayOfWeek.wild());
    }

    private static Map<CronField, String> texts(String pattern) {
        var texts = split(pattern).iterator();
        var byField = new EnumMap<CronField, String>(CronField.class);
        for (var field : CronField.values()) {
            byField.put(field, texts.next());
        }
        return byField;
    }

    /** Always six texts. */
    private static List<String> split(String pattern) {
        if (pattern.startsWith("@")) {
            var whole = PREDEFINED.get(pattern);
            if (whole == null) {
                throw new IllegalArgumentException("cron pattern '" + pattern + "' is not predefined; allowed are "
                        + String.join(
                                ", ", PREDEFINED.keySet().stream().sorted().toList()));
            }
            return List.of(whole.split(" "));
        }
        if (pattern.isEmpty()) {
            return DEFAULTS;
        }
        if (pattern.isBlank()) {
            throw new IllegalArgumentException(
                    "cron pattern must not be blank; an empty one means every minute, as 0 * * * * * does");
        }
        var given = List.of(pattern.strip().split("\\s+"));
        if (given.size() > DEFAULTS.size()) {
            throw new IllegalArgumentException(
                    "cron pattern '" + pattern + "' must have at most 6 fields, has " + given.size());
        }
        var all = new ArrayList<>(DEFAULTS.subList(0, DEFAULTS.size() - given.size()));
        all.addAll(given);
        return all;
    }
}
