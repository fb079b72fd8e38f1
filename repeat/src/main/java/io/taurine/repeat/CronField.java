package io.taurine.repeat;

/** The fields of a pattern in their order, with what they may hold. */
enum CronField {
    SECOND("second", 0, 59),
    MINUTE("minute", 0, 59),
    HOUR("hour", 0, 23),
    DAY_OF_MONTH("day of month", 1, 31),
    MONTH("month", 1, 12),
    DAY_OF_WEEK("day of week", 0, 7);

    private final String title;
    private final int min;
    private final int max;

    CronField(String title, int min, int max) {
        this.title = title;
        this.min = min;
        this.max = max;
    }

    String title() {
        return title;
    }

    int min() {
        return min;
    }

    int max() {
        return max;
    }

    boolean hasNames() {
        return this == MONTH || this == DAY_OF_WEEK;
    }

    boolean allows(int value) {
        return value >= min && value <= max;
    }
}
