package io.taurine.worker;

/** How many minutes {@link WorkerBuilder#metrics} keeps, for the usual periods. */
public final class MetricsTime {

    public static final int ONE_MINUTE = 1;
    public static final int FIVE_MINUTES = 5;
    public static final int FIFTEEN_MINUTES = 15;
    public static final int THIRTY_MINUTES = 30;
    public static final int ONE_HOUR = 60;
    public static final int ONE_DAY = 24 * ONE_HOUR;
    public static final int ONE_WEEK = 7 * ONE_DAY;
    public static final int TWO_WEEKS = 2 * ONE_WEEK;

    /** BullMQ's value, which is eight weeks. */
    public static final int ONE_MONTH = 8 * ONE_WEEK;

    private MetricsTime() {}
}
