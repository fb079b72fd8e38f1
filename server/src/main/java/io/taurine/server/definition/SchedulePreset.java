package io.taurine.server.definition;

import io.taurine.repeat.Schedule;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Patterns that have a name, which stands wherever a cron pattern may; case does not matter. */
public enum SchedulePreset {
    EVERY_MINUTE("* * * * *"),
    EVERY_5_MINUTES("*/5 * * * *"),
    EVERY_15_MINUTES("*/15 * * * *"),
    EVERY_30_MINUTES("*/30 * * * *"),
    HOURLY("0 * * * *"),
    EVERY_6_HOURS("0 */6 * * *"),
    MIDNIGHT("0 0 * * *"),
    NOON("0 12 * * *"),
    MONDAY_9AM("0 9 * * 1");

    private final String cron;

    SchedulePreset(String cron) {
        this.cron = cron;
    }

    /** As it is written: {@code every-5-minutes}. */
    public String presetName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The cron pattern that it stands for. */
    public String cron() {
        return cron;
    }

    public Schedule schedule(ZoneId zone) {
        return Schedule.cron(cron, zone);
    }

    /** Empty when there is none of that name. */
    public static Optional<SchedulePreset> find(String name) {
        return Arrays.stream(values())
                .filter(preset -> preset.presetName().equalsIgnoreCase(name))
                .findFirst();
    }

    /** All names, for people. */
    static String names() {
        return Arrays.stream(values()).map(SchedulePreset::presetName).collect(Collectors.joining(", "));
    }

    /**
     * What a pattern or the name of a preset says.
     *
     * @throws IllegalArgumentException saying what is wrong; for a single word, which names there are
     */
    public static Schedule parse(String text, ZoneId zone) {
        var preset = find(text);
        if (preset.isPresent()) {
            return preset.get().schedule(zone);
        }
        try {
            return Schedule.cron(text, zone);
        } catch (IllegalArgumentException e) {
            if (text.matches("[A-Za-z][A-Za-z0-9_-]+")) { // a word may also be a pattern: mon-fri
                throw new IllegalArgumentException(
                        "there is no schedule '" + text + "'; by name there are " + names(), e);
            }
            throw e;
        }
    }
}
