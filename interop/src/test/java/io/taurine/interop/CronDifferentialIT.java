package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.taurine.interop.CronParserBatch.Question;
import io.taurine.repeat.Schedule;
import io.taurine.repeat.Zones;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Taurine's cron and cron-parser, which BullMQ evaluates patterns with, agree to the second. */
@Order(1) // takes long: whoever starts early does not end last
@RequiresNode
final class CronDifferentialIT {

    private static final long SEED = 20261122;

    @Test
    void seededPatternsRunAtTheSameTimes() {
        var questions = new CronTriples(SEED).seeded(12_000);

        assertThat(differences(questions)).isEmpty();
    }

    @Test
    void everyClockChangeOfFiveZonesInTenYearsRunsAtTheSameTimes() {
        var questions = new CronTriples(SEED).aroundClockChanges();

        assertThat(questions).hasSizeGreaterThan(8_000);
        assertThat(differences(questions)).isEmpty();
    }

    @Test
    void badPatternsAreRefusedByBoth() {
        var patterns = List.of(
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 0 *",
                "* * * 13 *",
                "* * * * 8",
                "a * * * *",
                "1.5 * * * *",
                "+5 * * * *",
                "-1 * * * *",
                "1- * * * *",
                "5-1 * * * *",
                "* 22-2 * * *",
                "* * * * 6-0",
                "* * * * SAT-SUN",
                "*/0 * * * *",
                "*/ * * * *",
                "/5 * * * *",
                "*/5/5 * * * *",
                "1,1 * * * *",
                "1-3,2 * * * *",
                "*,5 * * * *",
                "* * * * 0,7",
                "* * L,L * *",
                "* * * * 5L,5L",
                "1,,2 * * * *",
                ",1 * * * *",
                "1, * * * *",
                "* * * * L",
                "* * L-3 * *",
                "* * 1-L * *",
                "* * L/2 * *",
                "* * 15W * *",
                "* * LW * *",
                "* * 1#2 * *",
                "L * * * *",
                "* * * L *",
                "* * l * *",
                "* * * * 5l",
                "* * * * 5#0",
                "* * * * 5#6",
                "* * * * 5#",
                "* * * * 1-5#1",
                "* * * * MON#1,TUE#2",
                "* * * * */2#1",
                "* * 1 SUN *",
                "* * * * AUG",
                "* * * * FOO",
                "* * * * 1MON",
                "MON * * * *",
                "JANUARY * * * *",
                "@reboot",
                "@DAILY",
                " @daily ",
                "* * * * * * *",
                "   ",
                "0 0 30 2 *",
                "0 0 31 4 ?",
                "0 0 31 2,4,6,9,11 *",
                "0,".repeat(600) + "0 * * * *");
        var theirs = CronParserBatch.ask(patterns.stream()
                .map(pattern -> new Question(pattern, "UTC", Instant.EPOCH))
                .toList());

        for (int i = 0; i < patterns.size(); i++) {
            var pattern = patterns.get(i);
            assertThat(theirs.get(i).isRefused()).as(pattern).isTrue();
            assertThatIllegalArgumentException()
                    .as(pattern)
                    .isThrownBy(() -> Schedule.cron(pattern, ZoneOffset.UTC))
                    .withMessageStartingWith("cron pattern ");
        }
    }

    @Test
    void zonesAreNamedAlike() {
        var from = Instant.parse("2024-07-01T12:00:00Z");
        var zones = new ArrayList<>(ZoneId.getAvailableZoneIds());
        zones.addAll(ZoneId.SHORT_IDS.keySet());
        zones.addAll(
                List.of("utc", "gmt", "est", "AMERICA/new_york", "UTC+3", "utc-3", "UTC+03", "UTC+5:30", "UTC-12:45"));

        // Java's time zone data may be newer than Node's, or the other way round: what one has never heard of is left
        // out.
        zones.removeAll(unknownToNode(zones, from));

        assertThat(zones).hasSizeGreaterThan(500);
        assertThat(differences(dailyIn(zones, from))).isEmpty();
        // What we write for a zone of Java's means the same to BullMQ.
        assertThat(differences(dailyIn(
                        zones.stream()
                                .map(zone -> Zones.text(Zones.parse(zone)))
                                .toList(),
                        from)))
                .isEmpty();
    }

    private static List<String> unknownToNode(List<String> zones, Instant from) {
        var answers = CronParserBatch.ask(dailyIn(zones, from));
        return IntStream.range(0, zones.size())
                .filter(i -> answers.get(i).isRefused())
                .mapToObj(zones::get)
                .toList();
    }

    private static List<Question> dailyIn(List<String> zones, Instant from) {
        return zones.stream().map(zone -> new Question("0 0 * * *", zone, from)).toList();
    }

    @Test
    void otherZonesAreRefusedByBoth() {
        var zones = List.of(
                "",
                " ",
                "+02:00",
                "+2",
                "Z",
                "UT",
                "UT+3",
                "GMT+3",
                "5",
                "UTC3",
                "UTC +3",
                "UTC+5:3",
                "UTC+123",
                "Foo/Bar",
                "Europe",
                "America/New_York ");
        var theirs = CronParserBatch.ask(dailyIn(zones, Instant.EPOCH));

        for (int i = 0; i < zones.size(); i++) {
            var zone = zones.get(i);
            assertThat(theirs.get(i).isRefused()).as(zone).isTrue();
            assertThatIllegalArgumentException().as(zone).isThrownBy(() -> Zones.parse(zone));
        }
    }

    private static List<String> differences(List<Question> questions) {
        var theirs = CronParserBatch.ask(questions);
        var differences = new ArrayList<String>();
        for (int i = 0; i < questions.size(); i++) {
            var question = questions.get(i);
            var answer = theirs.get(i);
            var ours = ours(question);
            if (answer.isRefused() || !ours.equals(Optional.of(Instant.ofEpochMilli(answer.next())))) {
                differences.add(question + ": ours " + ours + ", cron-parser's " + answer);
            }
        }
        return differences;
    }

    private static Optional<Instant> ours(Question question) {
        return Schedule.cron(question.pattern(), Zones.parse(question.zone())).nextAfter(question.from());
    }
}
