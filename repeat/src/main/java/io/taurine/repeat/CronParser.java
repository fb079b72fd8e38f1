package io.taurine.repeat;

import java.util.ArrayList;
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
        var fields = fields(pattern);
        var parsed = new ArrayList<FieldValues>(fields.size());
        for (var field : CronField.values()) {
            parsed.add(new CronFieldParser(pattern, field).parse(fields.get(field.ordinal())));
        }
        var months = parsed.get(CronField.MONTH.ordinal()).numbers();
        var days = days(parsed.get(CronField.DAY_OF_MONTH.ordinal()), parsed.get(CronField.DAY_OF_WEEK.ordinal()));
        if (!days.arePossibleIn(months)) {
            throw new IllegalArgumentException("cron pattern '" + pattern + "': day of month '"
                    + fields.get(CronField.DAY_OF_MONTH.ordinal()) + "' never comes in month '"
                    + fields.get(CronField.MONTH.ordinal()) + "'; choose a day that month has, or L for its last one");
        }
        return new LocalCalendar(
                parsed.get(CronField.SECOND.ordinal()).numbers(),
                parsed.get(CronField.MINUTE.ordinal()).numbers(),
                parsed.get(CronField.HOUR.ordinal()).numbers(),
                days,
                months,
                null);
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

    /** Always six texts. */
    private static List<String> fields(String pattern) {
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
