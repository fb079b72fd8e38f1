package io.taurine.repeat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * What one field of a {@linkplain RecurrenceSchedule recurrence rule} may be: one value, some, or a range with a step. Two
 * choices are equal if they hold the same values.
 *
 * @param values ascending, each once, at least one
 */
public record Choice(List<Integer> values) {

    public Choice {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("a choice needs at least one value");
        }
        values = List.copyOf(new TreeSet<>(values));
    }

    public static Choice of(int... values) {
        return new Choice(Arrays.stream(values).boxed().toList());
    }

    /** All from {@code from} to {@code to}, both included. */
    public static Choice range(int from, int to) {
        return range(from, to, 1);
    }

    /** {@code from} and each {@code step}-th value after it, not beyond {@code to}. */
    public static Choice range(int from, int to, int step) {
        if (to < from) {
            throw new IllegalArgumentException("a range must not descend, was " + from + " to " + to);
        }
        if (step < 1) {
            throw new IllegalArgumentException("step must be 1 or more, was " + step);
        }
        if (to - (long) from > 10_000) {
            throw new IllegalArgumentException("a range must span at most 10000, was " + from + " to " + to);
        }
        var values = new ArrayList<Integer>();
        for (long value = from; value <= to; value += step) {
            values.add((int) value);
        }
        return new Choice(values);
    }

    int first() {
        return values.get(0);
    }

    int last() {
        return values.get(values.size() - 1);
    }

    /** As a field of a cron pattern: {@code 5}, {@code 1,2,5}, {@code 9-17} or {@code 0-45/15}. */
    String cronText() {
        int step = values.size() < 3 ? 0 : values.get(1) - values.get(0);
        for (int i = 1; step > 0 && i < values.size(); i++) {
            step = values.get(i) - values.get(i - 1) == step ? step : 0;
        }
        if (step > 0) {
            return first() + "-" + last() + (step == 1 ? "" : "/" + step);
        }
        return String.join(",", values.stream().map(String::valueOf).toList());
    }
}
