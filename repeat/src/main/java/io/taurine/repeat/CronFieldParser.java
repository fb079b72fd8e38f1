package io.taurine.repeat;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one field of a pattern. */
final class CronFieldParser {

    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private static final Pattern RANGE = Pattern.compile("(?:([*?])|(\\w+)(?:-(\\w+))?)(?:/(\\d+))?");
    private static final Pattern LAST_WEEKDAY = Pattern.compile("(\\w+)L");
    private static final Pattern OCCURRENCE = Pattern.compile("(\\w+)#(\\d+)");
    private static final Pattern HASHED = Pattern.compile("(?<![A-Za-z])H(?![A-Za-z])");

    private final String pattern;
    private final CronField field;

    CronFieldParser(String pattern, CronField field) {
        this.pattern = pattern;
        this.field = field;
    }

    FieldValues parse(String text) {
        if (HASHED.matcher(text).find()) {
            throw wrong(
                    text,
                    "H stands for a value drawn anew by each process that looks, so a shared schedule cannot use it");
        }
        if (text.equals("*") || text.equals("?")) {
            return new FieldValues(sundayOnce(whole()), true, false, Numbers.NONE, 0);
        }
        var occurrence = OCCURRENCE.matcher(text);
        return field == CronField.DAY_OF_WEEK && occurrence.matches() ? occurrence(text, occurrence) : list(text);
    }

    private FieldValues occurrence(String text, Matcher parts) {
        int weekday = value(text, parts.group(1));
        int number = number(text, parts.group(2));
        if (number < 1 || number > 5) {
            throw wrong(text, "the number after # must be 1 to 5");
        }
        return new FieldValues(Numbers.NONE.with(weekday % 7), false, false, Numbers.NONE, number);
    }

    private FieldValues list(String text) {
        var numbers = Numbers.NONE;
        var lastWeekdays = Numbers.NONE;
        var lastDay = false;
        for (var item : text.split(",", -1)) {
            var lastWeekday = LAST_WEEKDAY.matcher(item);
            if (field == CronField.DAY_OF_MONTH && item.equals("L")) {
                refuseTwice(text, item, lastDay);
                lastDay = true;
            } else if (field == CronField.DAY_OF_WEEK && lastWeekday.matches()) {
                int weekday = value(text, lastWeekday.group(1)) % 7;
                refuseTwice(text, item, lastWeekdays.has(weekday));
                lastWeekdays = lastWeekdays.with(weekday);
            } else {
                var range = sundayOnce(range(text, item));
                refuseTwice(text, item, (numbers.bits() & range.bits()) != 0);
                numbers = new Numbers(numbers.bits() | range.bits());
            }
        }
        return new FieldValues(numbers, false, lastDay, lastWeekdays, 0);
    }

    private Numbers range(String text, String item) {
        var parts = RANGE.matcher(item);
        if (!parts.matches()) {
            throw wrong(text, "'" + item + "' is no value, range or step");
        }
        var step = parts.group(4);
        int from = parts.group(1) != null ? field.min() : value(text, parts.group(2));
        int to = from;
        if (parts.group(3) != null) {
            to = value(text, parts.group(3));
        } else if (parts.group(1) != null || step != null) {
            to = parts.group(1) != null ? whole().last() : field.max();
        }
        if (to < from) {
            throw wrong(text, "a range must not descend; write it as two");
        }
        int by = step == null ? 1 : number(text, step);
        if (by == 0) {
            throw wrong(text, "a step must be 1 or more");
        }
        return Numbers.range(from, to, by);
    }

    /** All values, Sunday once. */
    private Numbers whole() {
        return Numbers.range(field.min(), field == CronField.DAY_OF_WEEK ? 6 : field.max(), 1);
    }

    private Numbers sundayOnce(Numbers numbers) {
        return field == CronField.DAY_OF_WEEK && numbers.has(7)
                ? numbers.without(7).with(0)
                : numbers;
    }

    private int value(String text, String value) {
        int number = field.hasNames() && Character.isLetter(value.charAt(0)) ? named(text, value) : number(text, value);
        if (!field.allows(number)) {
            throw wrong(text, value + " is out of range");
        }
        return number;
    }

    /** Both sets of names are read in both fields, as BullMQ does. */
    private int named(String text, String value) {
        var name = value.toUpperCase(Locale.ROOT);
        int month = MONTHS.indexOf(name) + 1;
        int number = month > 0 ? month : WEEKDAYS.indexOf(name);
        if (number < 0) {
            throw wrong(text, "'" + value + "' is no name of a month or weekday");
        }
        return number;
    }

    private int number(String text, String digits) {
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw wrong(text, "'" + digits + "' is no number");
        }
        // Above 999 all mean the same: out of range for a value, one single value for a step.
        var significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > 3 ? 1000 : Integer.parseInt(significant);
    }

    private void refuseTwice(String text, String item, boolean twice) {
        if (twice) {
            throw wrong(text, "'" + item + "' names a value that the list already has");
        }
    }

    private IllegalArgumentException wrong(String text, String what) {
        var allowed = field.min() + "-" + field.max();
        if (field == CronField.MONTH) {
            allowed += " or JAN-DEC";
        } else if (field == CronField.DAY_OF_WEEK) {
            allowed += " (0 and 7 are Sunday) or SUN-SAT, with L for the last or #1 to #5 of a month";
        } else if (field == CronField.DAY_OF_MONTH) {
            allowed += " or L";
        }
        return new IllegalArgumentException("cron pattern '" + pattern + "': " + field.title() + " '" + text + "': "
                + what + "; allowed: *, values, ranges and steps of " + allowed);
    }
}
