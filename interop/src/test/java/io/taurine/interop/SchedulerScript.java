package io.taurine.interop;

import io.taurine.repeat.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is done to the schedulers of a queue, step by step, drawn from a seed; each step may be done by either side. */
record SchedulerScript(List<Step> steps) {
    /** Long ago, so that dumps show instants to the millisecond; a multiple of all intervals used. */
    static final long T = 1_460_001_600_000L;

    /** Done at an instant. */
    interface Step {
        void on(SchedulerHand hand, long now);
    }

    /** The same schedule as either side writes it. */
    record Repeat(Map<String, Object> node, Schedule java, boolean immediately) {
        static Repeat every(long millis) {
            return new Repeat(Map.of("every", millis), Schedule.every(Duration.ofMillis(millis)), false);
        }

        static Repeat everyWithOffset(long millis, long offset) {
            return new Repeat(
                    Map.of("every", millis, "offset", offset),
                    Schedule.every(Duration.ofMillis(millis)).withOffset(Duration.ofMillis(offset)),
                    false);
        }

        static Repeat cron(String pattern, String zone) {
            return new Repeat(Map.of("pattern", pattern, "tz", zone), Schedule.cron(pattern, ZoneId.of(zone)), false);
        }

        Repeat immediatelyToo() {
            return new Repeat(with("immediately", true), java, true);
        }

        Repeat limit(int runs) {
            return new Repeat(with("limit", runs), java.withLimit(runs), immediately);
        }

        Repeat start(long millis) {
            return new Repeat(with("startDate", millis), java.withStart(Instant.ofEpochMilli(millis)), immediately);
        }

        Repeat end(long millis) {
            return new Repeat(with("endDate", millis), java.withEnd(Instant.ofEpochMilli(millis)), immediately);
        }

        private Map<String, Object> with(String name, Object value) {
            var more = new LinkedHashMap<>(node);
            more.put(name, value);
            return more;
        }
    }

    static SchedulerScript of(long seed, int length) {
        var random = new Random(seed);
        var steps = new ArrayList<Step>();
        for (int i = 0; i < length; i++) {
            steps.add(step(random));
        }
        return new SchedulerScript(steps);
    }

    private static Step step(Random random) {
        var id = "s" + random.nextInt(2);
        var kind = random.nextInt(20);
        if (kind < 9) {
            return (hand, now) -> hand.work(now);
        }
        if (kind == 9) {
            return (hand, now) -> hand.remove(id);
        }
        if (kind == 10) {
            return (hand, now) -> hand.promoteAll();
        }
        var draw = random.nextInt(12);
        var limit = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        var more = random.nextInt(60_000);
        var template = random.nextInt(3);
        return (hand, now) -> {
            var repeat = repeat(draw, now, more);
            hand.upsert(id, limit > 0 ? repeat.limit(limit) : repeat, template, now);
        };
    }

    private static Repeat repeat(int draw, long now, int more) {
        return switch (draw) {
            case 0, 1 -> Repeat.every(10_000);
            case 2 -> Repeat.every(7_000);
            case 3 -> Repeat.everyWithOffset(10_000, 3_000);
            case 4 -> Repeat.every(10_000).start(now + more);
            case 5 -> Repeat.every(7_000).end(now + more);
            case 6, 7 -> Repeat.cron("*/20 * * * * *", "UTC");
            case 8 -> Repeat.cron("*/5 * * * *", "Europe/Berlin");
            case 9 -> Repeat.cron("*/20 * * * * *", "America/New_York").immediatelyToo();
            case 10 -> Repeat.cron("10 * * * * *", "UTC").start(now + more);
            default -> Repeat.cron("*/20 * * * * *", "UTC").end(now + more);
        };
    }

    /** Plays the steps, each with the hand that the chooser names, under a clock that the seed moves. */
    void play(long seed, java.util.function.IntFunction<SchedulerHand> chooser) {
        var random = new Random(seed);
        var now = T;
        for (int i = 0; i < steps.size(); i++) {
            now += random.nextInt(3) == 0 ? random.nextInt(200_000) : random.nextInt(9_000);
            steps.get(i).on(chooser.apply(i), now);
        }
    }
}
