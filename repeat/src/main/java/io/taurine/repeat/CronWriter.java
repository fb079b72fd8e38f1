package io.taurine.repeat;

import java.util.ArrayList;
import java.util.List;

/** Writes one field of a pattern in the dialect of {@link CronSchedule}; the way back of {@link CronFieldParser}. */
final class CronWriter {

    private CronWriter() {}

    static String write(CronField field, FieldValues values) {
        if (values.wild()) {
            return "*";
        }
        if (values.occurrence() > 0) {
            return values.numbers().first() + "#" + values.occurrence();
        }
        var items = new ArrayList<String>();
        if (!values.numbers().isEmpty()) {
            items.add(numbers(field, values.numbers()));
        }
        if (values.lastDay()) {
            items.add("L");
        }
        each(values.lastWeekdays()).forEach(weekday -> items.add(weekday + "L"));
        return String.join(",", items);
    }

    private static String numbers(CronField field, Numbers numbers) {
        boolean isDay = field == CronField.DAY_OF_MONTH || field == CronField.DAY_OF_WEEK;
        int max = field == CronField.DAY_OF_WEEK ? 6 : field.max();
        // A day field that names every day still counts as restricted, which an asterisk would not.
        if (!isDay && numbers.equals(Numbers.range(field.min(), max, 1))) {
            return "*";
        }
        int first = numbers.first();
        int step = numbers.size() < 3 ? 1 : numbers.atLeast(first + 1) - first;
        if (step > 1 && numbers.equals(Numbers.range(first, numbers.last(), step))) {
            boolean toTheEnd = numbers.last() + step > max;
            return (toTheEnd && first == field.min() && !isDay ? "*" : first + "-" + (toTheEnd ? max : numbers.last()))
                    + "/" + step;
        }
        return runs(numbers);
    }

    private static String runs(Numbers numbers) {
        var runs = new ArrayList<String>();
        for (int from = numbers.first(); from >= 0; ) {
            int to = from;
            while (numbers.has(to + 1)) {
                to++;
            }
            if (to - from == 1) {
                runs.add(from + "," + to);
            } else {
                runs.add(to == from ? String.valueOf(from) : from + "-" + to);
            }
            from = numbers.atLeast(to + 1);
        }
        return String.join(",", runs);
    }

    private static List<Integer> each(Numbers numbers) {
        var each = new ArrayList<Integer>();
        for (int number = numbers.atLeast(0); number >= 0; number = numbers.atLeast(number + 1)) {
            each.add(number);
        }
        return each;
    }
}
