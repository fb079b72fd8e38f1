package io.taurine.repeat;

import com.cronutils.model.field.definition.DayOfWeekFieldDefinition;
import com.cronutils.model.field.definition.FieldDefinition;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.field.expression.And;
import com.cronutils.model.field.expression.Between;
import com.cronutils.model.field.expression.Every;
import com.cronutils.model.field.expression.FieldExpression;
import com.cronutils.model.field.expression.On;
import com.cronutils.model.field.expression.QuestionMark;
import com.cronutils.model.field.value.FieldValue;
import com.cronutils.model.field.value.SpecialChar;
import java.util.List;

/** One field as cron-utils read it, in our values: Sunday is 0, wherever its dialect begins the week. */
final class ForeignField {

    /** Says why our dialect lacks it. */
    static final class Unsayable extends Exception {

        private static final long serialVersionUID = 1;

        Unsayable(String why) {
            super(why);
        }
    }

    private final CronField field;
    private final int min;
    private final int max;
    private final int monday;

    ForeignField(CronField field, FieldDefinition definition) {
        this.field = field;
        int lowest = definition.getConstraints().getStartRange();
        // cron-utils lets days of the month of cron4j begin with a 0 that never comes.
        this.min = field == CronField.DAY_OF_WEEK ? lowest : Math.max(field.min(), lowest);
        this.max = definition.getConstraints().getEndRange();
        this.monday = definition instanceof DayOfWeekFieldDefinition week
                ? week.getMondayDoWValue().getMondayDoWValue()
                : 0;
    }

    FieldValues read(FieldExpression expression) throws Unsayable {
        if (expression instanceof Always || expression instanceof QuestionMark) {
            return FieldValues.ANY;
        }
        if (expression instanceof On on && on.getSpecialChar().getValue() == SpecialChar.HASH) {
            return new FieldValues(
                    Numbers.NONE.with(ours(on.getTime().getValue())), false, false, Numbers.NONE, nth(on));
        }
        var all = new FieldValues(Numbers.NONE, false, false, Numbers.NONE, 0);
        for (var item : expression instanceof And list ? list.getExpressions() : List.of(expression)) {
            all = all.or(item(item));
        }
        return all;
    }

    private FieldValues item(FieldExpression item) throws Unsayable {
        if (item instanceof On on) {
            return on(on);
        }
        if (item instanceof Between range) {
            return FieldValues.of(range(number(range.getFrom()), number(range.getTo()), 1));
        }
        if (item instanceof Every every) {
            return FieldValues.of(every(every));
        }
        if (item instanceof Always) {
            return FieldValues.of(range(min, max, 1));
        }
        throw new Unsayable("'" + item.asString() + "' is no value, range or step");
    }

    private FieldValues on(On on) throws Unsayable {
        switch (on.getSpecialChar().getValue()) {
            case NONE -> {
                return FieldValues.of(Numbers.NONE.with(ours(on.getTime().getValue())));
            }
            case L -> {
                if (field == CronField.DAY_OF_MONTH && on.asString().equals("L")) {
                    return new FieldValues(Numbers.NONE, false, true, Numbers.NONE, 0);
                }
                if (field == CronField.DAY_OF_WEEK && !on.asString().equals("L")) {
                    var weekday = Numbers.NONE.with(ours(on.getTime().getValue()));
                    return new FieldValues(Numbers.NONE, false, false, weekday, 0);
                }
                throw new Unsayable(
                        field == CronField.DAY_OF_WEEK
                                ? "L alone means Saturday there and nothing here; write SAT"
                                : "days counted from the end are not known, only L, the last one");
            }
            case HASH -> throw new Unsayable("# must stand alone, not in a list");
            case W, LW -> throw new Unsayable("W, the weekday nearest to a day, is not known");
            default -> throw new Unsayable("'" + on.asString() + "' is not known");
        }
    }

    private static int nth(On on) throws Unsayable {
        int nth = on.getNth().getValue();
        if (nth < 1 || nth > 5) {
            throw new Unsayable("the number after # must be 1 to 5");
        }
        return nth;
    }

    private Numbers every(Every every) throws Unsayable {
        int step = every.getPeriod().getValue();
        if (step < 1) {
            throw new Unsayable("a step must be 1 or more");
        }
        var of = every.getExpression();
        if (of instanceof Between range) {
            return range(number(range.getFrom()), number(range.getTo()), step);
        }
        if (of instanceof On from && from.getSpecialChar().getValue() == SpecialChar.NONE) {
            return range(from.getTime().getValue(), max, step);
        }
        if (of instanceof Always || of instanceof QuestionMark) {
            return range(min, max, step);
        }
        throw new Unsayable("a step of '" + of.asString() + "' is not known");
    }

    private static int number(FieldValue<?> value) throws Unsayable {
        if (value.getValue() instanceof Integer number) {
            return number;
        }
        throw new Unsayable("a range ends at '" + value + "'");
    }

    private Numbers range(int from, int to, int step) throws Unsayable {
        int last = to;
        if (to < from) {
            if (field != CronField.DAY_OF_WEEK) {
                throw new Unsayable("a range must not descend; write it as two");
            }
            last = to + 7; // over the end of the week
        }
        var numbers = Numbers.NONE;
        for (int value = from; value <= last; value += step) {
            numbers = numbers.with(ours(value));
        }
        return numbers;
    }

    private int ours(int value) {
        return field == CronField.DAY_OF_WEEK ? Math.floorMod(value - monday + 1, 7) : value;
    }
}
