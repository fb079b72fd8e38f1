package io.taurine.repeat;

/** The fields of a recurrence rule, with what they may hold. */
enum RecurrenceField {
    SECOND("second", 0, 59),
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_WEEK("dayOfWeek", 0, 7),
    DATE("date", 1, 31),
    MONTH("month", 1, 12),
    YEAR("year", 1970, 9999);

    private final String title;
    private final int min;
    private final int max;

    RecurrenceField(String title, int min, int max) {
        this.title = title;
        this.min = min;
        this.max = max;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    void require(Choice choice) {
        if (choice.first() < min || choice.last() > max) {
            var wrong = choice.first() < min ? choice.first() : choice.last();
            throw new IllegalArgumentException(title + " must be " + min + " to " + max + ", was " + wrong);
        }
    }

    /** Whether it restricts nothing. Sunday counts once, as 0. */
    boolean isAny(Choice choice) {
        int values = this == DAY_OF_WEEK ? 7 : max - min + 1;
        return choice.values().size() == values;
    }

    @Override
    public String toString() {
        return title;
    }
}
