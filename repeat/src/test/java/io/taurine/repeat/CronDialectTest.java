package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CronDialectTest {

    private static final Map<CronDialect, CronType> THEIRS = Map.of(
            CronDialect.QUARTZ, CronType.QUARTZ,
            CronDialect.SPRING, CronType.SPRING53,
            CronDialect.UNIX, CronType.UNIX,
            CronDialect.CRON4J, CronType.CRON4J);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "QUARTZ; 0 0 12 ? * MON-FRI; 0 0 12 * * 1-5",
                "QUARTZ; 0 0/5 14,18 * * ?; 0 */5 14,18 * * *",
                "QUARTZ; 0 15 10 ? * 6L; 0 15 10 * * 5L",
                "QUARTZ; 0 15 10 ? * 6#3; 0 15 10 * * 5#3",
                "QUARTZ; 0 15 10 L * ?; 0 15 10 L * *",
                "QUARTZ; 0 0 0 1 1 ? *; 0 0 0 1 1 *",
                "QUARTZ; 0 0 9 ? * FRI-MON; 0 0 9 * * 0,1,5,6",
                "QUARTZ; 30 7/20 8-18/2 ? JAN,JUL 1; 30 7-59/20 8-18/2 * 1,7 0",
                "SPRING; 0 0 * * * *; 0 0 * * * *",
                "SPRING; */10 * * * * *; */10 * * * * *",
                "SPRING; 0 0 8-10 * * *; 0 0 8-10 * * *",
                "SPRING; 0 0 9-17 * * MON-FRI; 0 0 9-17 * * 1-5",
                "SPRING; 0 0 0 * * 7; 0 0 0 * * 0",
                "SPRING; 0 0 0 ? * MON#1; 0 0 0 * * 1#1",
                "SPRING; 0 0 0 1-31 * MON; 0 0 0 * * 1",
                "UNIX; */15 * * * *; */15 * * * *",
                "UNIX; 0 22 * * 1-5; 0 22 * * 1-5",
                "UNIX; 5 4 13 * fri; 5 4 13 * 5",
                "UNIX; 0 5 * * 7; 0 5 * * 0",
                "CRON4J; 0 5 * * 0; 0 5 * * 0",
                "SPRING; 0 0 0 * * FRI-SUN; 0 0 0 * * 0,5,6",
                "SPRING; 0 0 0 * * 5-7; 0 0 0 * * 0,5,6",
                "UNIX; 0 0 * * 5-7; 0 0 * * 0,5,6",
                "UNIX; 0 0 * * 0-7; 0 0 * * 0-6",
                "UNIX; 0 0 1-7 * *; 0 0 1-7 * *",
                "QUARTZ; 0 0 0 ? * SAT-SUN; 0 0 0 * * 0,6",
                "QUARTZ; 0 0 0 ? * 2/3; 0 0 0 * * 1,4",
                "QUARTZ; 0 0 0 1,L * ?; 0 0 0 1,L * *",
                "SPRING; @daily; 0 0 0 * * *",
                "UNIX; @weekly; 0 0 0 * * 0",
                "CRON4J; 59 11 * * 1,2,3,4,5; 59 11 * * 1-5",
            })
    void translates(CronDialect dialect, String theirs, String ours) {
        assertThat(dialect.translate(theirs)).isEqualTo(ours);
        assertThat(Schedule.cron(theirs, dialect, ZoneOffset.UTC)).isEqualTo(Schedule.cron(ours, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "QUARTZ; 0 0 0 15W * ?; W, the weekday nearest to a day",
                "QUARTZ; 0 0 0 LW * ?; W, the weekday nearest to a day",
                "QUARTZ; 0 0 0 L-3 * ?; days counted from the end",
                "QUARTZ; 0 0 0 1 1 ? 2027; year '2027'",
                "QUARTZ; 0 0 0 1 1 ? 2027-2030; year '2027-2030'",
                "QUARTZ; 0 0 0 ? * L; L alone means Saturday",
                "QUARTZ; 0 0 0 ? * 2#1,3#1; must stand alone",
                "QUARTZ; 0 0 0 1 * MON; is no Quartz cron pattern",
                "QUARTZ; 0 0 12 * *; is no Quartz cron pattern",
                "QUARTZ; 0 0 9|15 * * ?; '|' cannot be said here",
                "SPRING; 0 0 0 13 * FRI; days must match both there",
                "SPRING; 0 0 0 30 2 *; never comes",
                "SPRING; 61 0 0 * * *; is no Spring cron pattern",
                "UNIX; 0 0 */2 * MON; crons differ",
                "UNIX; @reboot; is no Unix cron pattern",
                "UNIX; 0 0 * * * *; is no Unix cron pattern",
                "CRON4J; 0 5 */2 * *; list the days",
                "QUARTZ; 0 0 22-2 * * ?; must not descend",
                "QUARTZ; 0 0 0 ? * 2#6; 5",
                "QUARTZ; @daily; is no Quartz cron pattern",
                "UNIX; 0 0 * * 1-5 /bin/true; is no Unix cron pattern",
                "UNIX; #; is no Unix cron pattern",
                "SPRING; 0 0 0 ? * /#L; is no Spring cron pattern",
                "CRON4J; 0 5 13 * 5; days must match both there",
            })
    void refusesWhatCannotBeSaid(CronDialect dialect, String pattern, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dialect.translate(pattern))
                .withMessageContaining(why)
                .withMessageContaining(pattern);
    }

    @Test
    void refusesTextThatIsBlankOrTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronDialect.UNIX.translate(" "))
                .withMessageContaining("must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CronDialect.UNIX.translate("0,".repeat(600) + "0 * * * *"))
                .withMessageContaining("at most 1024 characters");
    }

    /** What the source runs at, as cron-utils sees it, and what our translation runs at. */
    @ParameterizedTest
    @EnumSource
    void runsAtTheSameTimes(CronDialect dialect) {
        var random = new Random(20261122 + dialect.name().length());
        var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(THEIRS.get(dialect)));
        var differences = new ArrayList<String>();
        int compared = 0;
        while (compared < 400) {
            var pattern = pattern(dialect, random);
            CronSchedule ours;
            try {
                ours = Schedule.cron(pattern, dialect, ZoneOffset.UTC);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("(?s).*(cannot be said here|never comes).*");
                continue;
            }
            compared++;
            var theirs = ExecutionTime.forCron(parser.parse(pattern));
            var at = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(200_000_000));
            for (int run = 0; run < 2; run++) {
                var ourNext = ours.nextAfter(at);
                Optional<Instant> theirNext =
                        theirs.nextExecution(at.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toInstant);
                if (!ourNext.equals(theirNext)) {
                    differences.add(pattern + " (" + ours.pattern() + ") after " + at + ": ours " + ourNext
                            + ", cron-utils' " + theirNext);
                    break;
                }
                at = ourNext.orElseThrow();
            }
        }

        assertThat(differences).isEmpty();
    }

    private static String pattern(CronDialect dialect, Random random) {
        var hasSeconds = dialect == CronDialect.QUARTZ || dialect == CronDialect.SPRING;
        var isRich = hasSeconds;
        var dayOfMonth = "*";
        var dayOfWeek = "*";
        switch (random.nextInt(6)) {
            case 0 -> dayOfMonth = isRich && random.nextBoolean() ? "L" : field(random, 1, 28, 1);
            case 1 -> dayOfWeek = weekdays(dialect, random);
            case 2 -> dayOfWeek = isRich ? special(dialect, random) : weekdays(dialect, random);
            case 3 -> {
                dayOfMonth = field(random, 1, 28, 1);
                dayOfWeek = weekdays(dialect, random);
            }
            default -> {}
        }
        if (dialect == CronDialect.QUARTZ) {
            if (dayOfWeek.equals("*") || !dayOfMonth.equals("*")) {
                dayOfWeek = "?";
            } else {
                dayOfMonth = "?";
            }
        }
        var month = random.nextInt(3) == 0
                ? List.of("JAN", "FEB-JUN", "MAR,OCT").get(random.nextInt(3))
                : field(random, 1, 12, 1);
        var five = String.join(" ", field(random, 0, 59, 0), field(random, 0, 23, 0), dayOfMonth, month, dayOfWeek);
        return hasSeconds ? field(random, 0, 59, 0) + " " + five : five;
    }

    private static String weekdays(CronDialect dialect, Random random) {
        if (random.nextBoolean()) {
            return List.of("MON-FRI", "SUN", "TUE,SAT", "SAT", "WED-THU").get(random.nextInt(5));
        }
        int low = dialect == CronDialect.QUARTZ ? 1 : 0;
        return field(random, low, dialect == CronDialect.QUARTZ ? 7 : 6, low);
    }

    private static String special(CronDialect dialect, Random random) {
        int weekday = (dialect == CronDialect.QUARTZ ? 1 : 0) + random.nextInt(7);
        return weekday + (random.nextBoolean() ? "L" : "#" + (1 + random.nextInt(4)));
    }

    private static String field(Random random, int min, int max, int least) {
        int from = min + random.nextInt(max - min + 1);
        int to = from + random.nextInt(max - from + 1);
        return switch (random.nextInt(6)) {
            case 0 -> String.valueOf(from);
            case 1 -> from == to ? String.valueOf(from) : from + "-" + to;
            case 2 -> List.of("1,5,6", "2,3", "4,1").get(random.nextInt(3));
            case 3 -> "*/" + (1 + random.nextInt(Math.min(6, max)));
            case 4 ->
                from == to ? String.valueOf(Math.max(least, from)) : from + "-" + to + "/" + (1 + random.nextInt(3));
            default -> "*";
        };
    }
}
