package io.taurine.examples;

import io.taurine.repeat.Choice;
import io.taurine.repeat.ClockChange;
import io.taurine.repeat.CronDialect;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;

/** When would it run? Schedules are values and need no Redis. */
public final class Schedules {

    private Schedules() {}

    public static void main(String[] args) {
        // snippet: schedule-forms
        var berlin = Zones.parse("Europe/Berlin");
        var weekdays = Schedule.cron("0 9 * * MON-FRI", berlin);
        var often = Schedule.every(Duration.ofMinutes(15)).withOffset(Duration.ofMinutes(5));
        var rule = Schedule.recurrence(berlin)
                .minute(Choice.range(0, 45, 15))
                .hour(9, 17)
                .dayOfWeek(DayOfWeek.SATURDAY)
                .build();
        var once = Schedule.once(Instant.parse("2027-03-28T12:00:00Z"));
        // end
        var from = Instant.parse("2027-03-26T09:00:00Z");
        System.out.println("Weekdays: " + weekdays.next(from, 2));
        System.out.println("Often: " + often.next(from, 2));
        System.out.println("Rule: " + rule.next(from, 2));
        System.out.println("Once: " + once.next(from, 2));

        // snippet: schedule-dialects
        var fromQuartz = Schedule.cron("0 0 12 ? * MON-FRI", CronDialect.QUARTZ, berlin);
        // end
        System.out.println("From Quartz: " + fromQuartz);
        // snippet: schedule-bounds
        var campaign = weekdays.withStart(Instant.parse("2027-04-01T00:00:00Z"))
                .withEnd(Instant.parse("2027-04-30T00:00:00Z"))
                .withLimit(10);
        // end
        System.out.println("Campaign: " + campaign.next(from, 100).size() + " runs");

        // snippet: schedule-clock-change
        var nightly = Schedule.cron("30 2 * * *", berlin);
        var strict = nightly.withClockChange(ClockChange.SKIP);
        // end
        // On 28 March 2027 the clocks of Berlin go from 02:00 to 03:00.
        System.out.println("Nightly: " + nightly.next(from.plus(Duration.ofDays(1)), 2));
        System.out.println("Strict: " + strict.next(from.plus(Duration.ofDays(1)), 2));

        // snippet: schedule-portable
        System.out.println(rule.cronText().orElseThrow());
        System.out.println(strict.notPortableBecause().orElseThrow());
        // end
    }
}
