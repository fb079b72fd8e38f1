package io.taurine.repeat;

/**
 * What one field of a pattern holds.
 *
 * @param wild the field is exactly {@code *} or {@code ?}
 * @param lastDay {@code L} in day of month
 * @param lastWeekdays days with an {@code L} in day of week
 * @param occurrence the number after {@code #} in day of week, 0 without
 */
record FieldValues(Numbers numbers, boolean wild, boolean lastDay, Numbers lastWeekdays, int occurrence) {

    /** {@code *} */
    static final FieldValues ANY = new FieldValues(Numbers.NONE, true, false, Numbers.NONE, 0);

    static FieldValues of(Numbers numbers) {
        return new FieldValues(numbers, false, false, Numbers.NONE, 0);
    }

    /** What either holds; for items of a list, which are never wild. */
    FieldValues or(FieldValues other) {
        return new FieldValues(
                new Numbers(numbers.bits() | other.numbers.bits()),
                false,
                lastDay || other.lastDay,
                new Numbers(lastWeekdays.bits() | other.lastWeekdays.bits()),
                0);
    }
}
