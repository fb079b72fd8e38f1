package io.taurine.repeat;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A second opinion that needs no Node: where the dialects of cron-utils and BullMQ are one, so are the runs. Where they are
 * not (docs/decisions/0008-cron-over-java-time.md) {@code CronDifferentialIT} asks cron-parser.
 */
class CronUtilsAgreementTest {

    private static final CronDefinition COMMON = CronDefinitionBuilder.defineCron()
            .withSeconds()
            .withValidRange(0, 59)
            .and()
            .withMinutes()
            .withValidRange(0, 59)
            .and()
            .withHours()
            .withValidRange(0, 23)
            .and()
            .withDayOfMonth()
            .withValidRange(1, 31)
            .supportsL()
            .and()
            .withMonth()
            .withValidRange(1, 12)
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .supportsHash()
            .supportsL()
            .and()
            .instance();

    private final Random random = new Random(20261122);

    @Test
    void runsAtTheSameTimes() {
        var parser = new CronParser(COMMON);
        var differences = new ArrayList<String>();
        for (int i = 0; i < 3000; i++) {
            var pattern = pattern();
            var from = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(200_000_000));

            var ours = Schedule.cron(pattern, ZoneOffset.UTC).nextAfter(from);
            var theirs = ExecutionTime.forCron(parser.parse(pattern))
                    .nextExecution(from.atZone(ZoneOffset.UTC))
                    .map(ZonedDateTime::toInstant);

            if (!ours.equals(theirs)) {
                differences.add(pattern + " after " + from + ": ours " + ours + ", cron-utils' " + theirs);
            }
        }

        assertThat(differences).isEmpty();
    }

    private String pattern() {
        var dayOfMonth = "*";
        var dayOfWeek = "*";
        // Both at once mean different things to the two.
        switch (random.nextInt(5)) {
            case 0 -> dayOfMonth = random.nextBoolean() ? "L" : field(1, 28);
            case 1 -> dayOfWeek = random.nextInt(7) + (random.nextBoolean() ? "L" : "#" + (1 + random.nextInt(4)));
            case 2 -> dayOfWeek = field(1, 6);
            default -> {}
        }
        return String.join(" ", field(0, 59), field(0, 59), field(0, 23), dayOfMonth, field(1, 12), dayOfWeek);
    }

    private String field(int min, int max) {
        int from = min + random.nextInt(max - min + 1);
        int to = from + random.nextInt(max - from + 1);
        return switch (random.nextInt(5)) {
            case 0 -> String.valueOf(from);
            case 1 -> from == to ? String.valueOf(from) : from + "-" + to;
            case 2 -> List.of("1,5,6", "2,3", "4,1").get(random.nextInt(3));
            case 3 -> "*/" + (1 + random.nextInt(7));
            default -> "*";
        };
    }
}
