package io.taurine.repeat;

/**
 * The cron dialects that people come with, and the way from each into the one of {@link CronSchedule}. What a text means is read
 * by cron-utils; what our dialect cannot say exactly is refused.
 *
 * @see Schedule#cron(String, CronDialect, java.time.ZoneId)
 */
public enum CronDialect {
    /** Seconds first, {@code ?} in one of the two day fields, Sunday is 1. A seventh field, the year, may only be {@code *}. */
    QUARTZ("Quartz"),

    /** {@code @Scheduled(cron = …)} since Spring 5.3: seconds first, Sunday is 0 and 7, days must match both day fields. */
    SPRING("Spring"),

    /** A line of a crontab without its command: five fields, Sunday is 0 and 7, days may match either day field. */
    UNIX("Unix"),

    /** cron4j: five fields, Sunday is 0, days must match both day fields. */
    CRON4J("cron4j");

    private final String title;

    CronDialect(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /**
     * The pattern in the dialect of {@link CronSchedule}, BullMQ's, that runs at the same times: {@code 0 0 12 ? * 2-6} of Quartz
     * is {@code 0 0 12 * * 1-5}. Names and steps may come back as numbers and ranges.
     *
     * @throws IllegalArgumentException if it is no pattern of this dialect, or says what ours cannot ({@code W}, {@code L-3}, a
     *     year, days that must match both fields), naming it
     */
    public String translate(String pattern) {
        return CronTranslator.translate(this, pattern);
    }
}
