package io.taurine.interop;

import io.taurine.interop.CronParserBatch.Question;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Questions for the differential test: seeded patterns, and all clock changes of five zones over ten years. */
final class CronTriples {

    /**
     * Changes at one, two and three in the morning and at midnight, on both halves of the globe. Each is by an hour and on
     * the hour; what cron-parser does elsewhere, such as with Lord Howe's half hour, is told in docs/schedules.md. The years
     * are past, so that no new time zone data can part Java and Node.
     */
    static final List<String> ZONES_WITH_CHANGES =
            List.of("America/New_York", "Europe/Berlin", "Australia/Sydney", "Europe/London", "America/Santiago");

    private static final Instant FIRST_CHANGE = Instant.parse("2016-01-01T00:00:00Z");
    private static final Instant LAST_CHANGE = Instant.parse("2026-01-01T00:00:00Z");

    private static final List<String> ZONES = List.of(
            "UTC",
            "UTC+5:30",
            "UTC-3",
            "Asia/Kolkata",
            "America/New_York",
            "europe/berlin",
            "EST",
            "Asia/Tokyo",
            "GMT");

    /** How long before and after a change the question is asked. */
    private static final List<Duration> DISTANCES = List.of(
            Duration.ofDays(-40),
            Duration.ofHours(-26),
            Duration.ofMinutes(-150),
            Duration.ofMinutes(-61),
            Duration.ofMinutes(-60),
            Duration.ofMinutes(-25),
            Duration.ofMinutes(-10),
            Duration.ofSeconds(-1),
            Duration.ofMillis(-500),
            Duration.ZERO,
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            Duration.ofMinutes(59),
            Duration.ofMinutes(60),
            Duration.ofMinutes(75),
            Duration.ofHours(3));

    private final Random random;

    CronTriples(long seed) {
        this.random = new Random(seed);
    }

    List<Question> seeded(int count) {
        var questions = new ArrayList<Question>();
        for (int i = 0; i < count; i++) {
            // 2010 to 2037, to the millisecond.
            var from = Instant.ofEpochMilli(1_262_304_000_000L + (long) (random.nextDouble() * 883_612_800_000L));
            questions.add(new Question(pattern(), oneOf(ZONES), random.nextInt(4) == 0 ? wholeHour(from) : from));
        }
        return questions;
    }

    private static Instant wholeHour(Instant instant) {
        return Instant.ofEpochSecond(instant.getEpochSecond() / 3600 * 3600);
    }

    List<Question> aroundClockChanges() {
        var questions = new ArrayList<Question>();
        for (var zone : ZONES_WITH_CHANGES) {
            var rules = ZoneId.of(zone).getRules();
            for (var change = rules.nextTransition(FIRST_CHANGE);
                    change.getInstant().isBefore(LAST_CHANGE);
                    change = rules.nextTransition(change.getInstant())) {
                for (var pattern : patternsAround(change.getDateTimeBefore().getHour())) {
                    for (var distance : DISTANCES) {
                        questions.add(
                                new Question(pattern, zone, change.getInstant().plus(distance)));
                    }
                }
            }
        }
        return questions;
    }

    private List<String> patternsAround(int hour) {
        int before = (hour + 23) % 24;
        int after = (hour + 1) % 24;
        var patterns = new ArrayList<>(List.of(
                "30 " + hour + " * * *",
                "0 " + hour + " * * *",
                "30 " + before + " * * *",
                "*/20 " + Math.min(before, hour) + "," + Math.max(before, hour) + " * * *",
                "15,45 " + Math.min(hour, after) + "," + Math.max(hour, after) + " * * *",
                "*/25 * * * *",
                "0 */2 * * *",
                "10 1-23/2 * * *",
                "59 59 0-22 * * *",
                "20 5 1-23 * * *",
                "*/7 * " + hour + " * * *",
                "0 0 * * SUN",
                "30 0-3 1-14 * 0"));
        patterns.add(random.nextInt(60) + " " + field(0, 23) + " * * *");
        patterns.add(field(0, 59) + " " + field(0, 59) + " " + field(0, 6) + " * * *");
        return patterns;
    }

    private String pattern() {
        if (random.nextInt(25) == 0) {
            return oneOf(List.of(
                    "@yearly",
                    "@annually",
                    "@monthly",
                    "@weekly",
                    "@daily",
                    "@hourly",
                    "@minutely",
                    "@secondly",
                    "@weekdays",
                    "@weekends",
                    ""));
        }
        var fields =
                List.of(field(0, 59), field(0, 59), field(0, 23), dayOfMonth(), named(1, 12, "JAN-DEC"), dayOfWeek());
        // From one field (the day of the week) to six: what is missing is filled from the left.
        int from = random.nextInt(10) == 0 ? random.nextInt(6) : random.nextInt(2);
        return String.join(random.nextInt(20) == 0 ? "  " : " ", fields.subList(from, 6));
    }

    private String dayOfMonth() {
        return switch (random.nextInt(12)) {
            case 0 -> "L";
            case 1 -> (1 + random.nextInt(28)) + ",L";
            case 2, 3, 4, 5 -> "*";
            default -> field(1, 28);
        };
    }

    private String dayOfWeek() {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt(8) + "L";
            case 1 -> oneOf(List.of("SUN", "MON", "FRI", "sat")) + "#" + (1 + random.nextInt(5));
            case 2 ->
                oneOf(List.of("MON-FRI", "tue-thu", "SUN,SAT", "FRI-7", "5L,1-3", "WEDL", "MON-SAT/2", "SUN-SAT"));
            case 3, 4, 5, 6 -> oneOf(List.of("*", "*", "?"));
            default -> field(0, 7);
        };
    }

    private String named(int min, int max, String all) {
        return random.nextInt(8) == 0
                ? oneOf(List.of("JAN,JUL", "mar-sep/3", all, "feb", "DEC"))
                : random.nextInt(2) == 0 ? "*" : field(min, max);
    }

    /** One value, a list, a range, a step, or everything; never a value twice. */
    private String field(int min, int max) {
        int span = max - min + 1;
        int from = min + random.nextInt(span);
        int to = from + random.nextInt(max - from + 1);
        int step = 1 + random.nextInt(span);
        return switch (random.nextInt(8)) {
            case 0 -> "?";
            case 1 -> "*";
            case 2 -> String.valueOf(from);
            case 3 -> from + "-" + to;
            case 4 -> from + "-" + to + "/" + step;
            case 5 -> "*/" + step;
            case 6 -> from + "/" + step;
            default -> list(min, max);
        };
    }

    private String list(int min, int max) {
        // 7 is Sunday as 0 is, and a list must not name it twice.
        int last = max == 7 ? 6 : max;
        var values = IntStream.generate(() -> min + random.nextInt(last - min + 1))
                .limit(1 + random.nextInt(5))
                .distinct()
                .mapToObj(String::valueOf)
                .toList();
        return String.join(",", values);
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
