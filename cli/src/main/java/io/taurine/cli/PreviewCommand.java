package io.taurine.cli;

import io.taurine.repeat.CronSchedule;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Needs no Redis: a schedule is a value. */
@Command(name = "preview", description = "List the next times of a schedule; needs no Redis.")
final class PreviewCommand implements Callable<Integer> {

    private static final int MAX_COUNT = 10_000;
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    private final Taurine taurine;

    @ArgGroup(multiplicity = "1")
    private Form form = new Form();

    static final class Form {

        @Option(
                names = "--cron",
                paramLabel = "PATTERN",
                description = "Cron pattern of one to six fields, as BullMQ reads it.")
        private @Nullable String cron;

        @Option(names = "--every", paramLabel = "TIME", description = "Interval, at least 1ms.")
        private @Nullable Duration every;
    }

    @Mixin
    private final CronOptions cron = new CronOptions();

    @Option(names = "--count", paramLabel = "N", description = "How many times, 1 to " + MAX_COUNT + ". Default: 10.")
    private int count = 10;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            converter = InstantConverter.class,
            description = "The first time is after this. Default: now.")
    private @Nullable Instant from;

    PreviewCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("--count must be 1 to " + MAX_COUNT + ", was " + count);
        }
        var timeZone = cron.zone();
        var schedule = schedule();
        var times = schedule.next(from == null ? Instant.now() : from, count);

        var document = Json.object();
        if (schedule instanceof CronSchedule pattern) {
            document.put("pattern", pattern.pattern());
        } else if (schedule instanceof IntervalSchedule interval) {
            document.put("every", interval.every().toMillis());
        }
        document.put("tz", Zones.text(timeZone));
        var list = document.putArray("times");
        times.forEach(time -> list.add(time.toEpochMilli()));
        taurine.output().result(document, () -> table(times, timeZone));
        return ExitCode.DONE;
    }

    private Schedule schedule() {
        if (form.every == null) {
            return cron.schedule(String.valueOf(form.cron));
        }
        cron.givenDialect().ifPresent(option -> {
            throw new IllegalArgumentException(option + " goes only with --cron");
        });
        return Schedule.every(form.every);
    }

    private String table(Iterable<Instant> times, ZoneId timeZone) {
        var table = new Table("UTC", "IN " + Zones.text(timeZone));
        for (var time : times) {
            table.row(time, LOCAL.format(time.atZone(timeZone)));
        }
        return table.toString();
    }
}
