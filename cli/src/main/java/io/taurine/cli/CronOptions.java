package io.taurine.cli;

import io.taurine.repeat.CronDialect;
import io.taurine.repeat.CronSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a cron pattern is read. */
final class CronOptions {

    @Option(
            names = "--dialect",
            paramLabel = "DIALECT",
            converter = DialectConverter.class,
            description = "Whose cron the pattern is: quartz, spring, unix or cron4j. Default: BullMQ's.")
    private @Nullable CronDialect dialect;

    @Option(names = "--tz", paramLabel = "ZONE", description = "Time zone of the pattern. Default: UTC.")
    private @Nullable String zone;

    ZoneId zone() {
        return Zones.parse(zone == null ? "UTC" : zone);
    }

    CronSchedule schedule(String pattern) {
        return dialect == null ? Schedule.cron(pattern, zone()) : Schedule.cron(pattern, dialect, zone());
    }

    /** The name of an option that was given and says nothing without a pattern. */
    Optional<String> given() {
        return zone != null ? Optional.of("--tz") : givenDialect();
    }

    Optional<String> givenDialect() {
        return dialect == null ? Optional.empty() : Optional.of("--dialect");
    }
}
