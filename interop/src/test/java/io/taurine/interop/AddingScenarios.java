package io.taurine.interop;

import static io.taurine.interop.Option.LONG_AGO;
import static io.taurine.interop.Option.NONE;
import static io.taurine.interop.Option.delay;
import static io.taurine.interop.Option.jobId;
import static io.taurine.interop.Option.lifo;
import static io.taurine.interop.Option.priority;
import static io.taurine.interop.Option.timestamp;

import io.taurine.interop.Side.NewJob;
import io.taurine.job.JobState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Scenarios of producers: jobs are added and changed, none is worked. */
final class AddingScenarios {
    private static final Map<String, Integer> DATA = Map.of("n", 1);
    private static final Duration HOUR = Duration.ofHours(1);

    private AddingScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(eachOption(), inLine(), delayed(), priorities(), contents(), removing())
                .flatMap(scenarios -> scenarios);
    }

    private static Stream<Scenario> eachOption() {
        return Option.each()
                .map(option -> Scenario.of("add with " + option, (side, keys) -> {
                    side.add("first", DATA, option);
                    side.add("second", DATA, option.and(timestamp(LONG_AGO)));
                }));
    }

    private static Stream<Scenario> inLine() {
        return Stream.of(
                Scenario.of(
                        "addBulk of all kinds",
                        (side, keys) -> side.addBulk(List.of(
                                new NewJob("plain", DATA, NONE),
                                new NewJob("front", DATA, lifo()),
                                new NewJob("urgent", DATA, priority(2)),
                                new NewJob("own id", DATA, jobId("own")),
                                new NewJob("later", DATA, delay(HOUR).and(timestamp(LONG_AGO))),
                                new NewJob("same time", DATA, delay(HOUR).and(timestamp(LONG_AGO))),
                                new NewJob("own id again", Map.of("n", 2), jobId("own")),
                                new NewJob("front too", DATA, lifo()),
                                new NewJob("urgent too", DATA, priority(2)),
                                new NewJob("plain too", DATA, NONE)))),
                Scenario.of("addBulk of nothing", (side, keys) -> side.addBulk(List.of())),
                Scenario.of("add an id twice", (side, keys) -> {
                    side.add("first", DATA, jobId("one"));
                    side.add("second", Map.of("n", 2), jobId("one").and(delay(HOUR)));
                    side.add("third", DATA, NONE);
                }),
                Scenario.of("pause, add, resume", (side, keys) -> {
                    side.pause();
                    side.add("a", DATA);
                    side.add("b", DATA, priority(1));
                    side.add("c", DATA, delay(HOUR).and(timestamp(LONG_AGO)));
                    side.resume();
                }),
                Scenario.of("pause twice with jobs there", (side, keys) -> {
                    side.add("a", DATA);
                    side.pause();
                    side.pause();
                }),
                Scenario.of("resume with delayed jobs only", (side, keys) -> {
                    side.pause();
                    side.add("c", DATA, delay(HOUR).and(timestamp(LONG_AGO)));
                    side.resume();
                    side.resume();
                }));
    }

    private static Stream<Scenario> delayed() {
        return Stream.of(
                Scenario.of("promote", (side, keys) -> {
                    var later = delay(HOUR).and(timestamp(LONG_AGO));
                    side.add("a", DATA, later);
                    side.add("b", DATA, later.and(priority(4)));
                    side.add("c", DATA, later.and(lifo()));
                    side.add("d", DATA, later);
                    List.of("1", "2", "3").forEach(side::promote);
                }),
                Scenario.of("promote while paused", (side, keys) -> {
                    side.add("a", DATA, delay(HOUR));
                    side.pause();
                    side.promote("1");
                }),
                Scenario.of("changeDelay", (side, keys) -> {
                    side.add("a", DATA, delay(HOUR));
                    side.add("b", DATA, delay(HOUR));
                    side.changeDelay("1", Duration.ofHours(2));
                    side.changeDelay("2", Duration.ofHours(3));
                }),
                Scenario.of("promoteJobs", (side, keys) -> {
                    side.add("a", DATA, delay(HOUR));
                    side.add("b", DATA, delay(HOUR.multipliedBy(2)).and(priority(4)));
                    side.add("c", DATA, delay(HOUR.multipliedBy(3)));
                    side.promoteJobs();
                }),
                Scenario.of("promoteJobs without any", (side, keys) -> side.promoteJobs()));
    }

    private static Stream<Scenario> priorities() {
        return Stream.of(
                Scenario.of("changePriority", (side, keys) -> {
                    for (var name : List.of("a", "b", "c", "d")) {
                        side.add(name, DATA);
                    }
                    side.changePriority("1", 7, false);
                    side.changePriority("2", 7, false);
                    side.changePriority("3", 7, true);
                    side.changePriority("1", 0, false);
                }),
                Scenario.of("changePriority to the front of the plain ones", (side, keys) -> {
                    side.add("a", DATA);
                    side.add("b", DATA);
                    side.add("c", DATA, priority(9));
                    side.changePriority("3", 0, true);
                    side.changePriority("1", 0, true);
                    side.changePriority("2", 0, false);
                }),
                Scenario.of("changePriority of a delayed job", (side, keys) -> {
                    side.add("a", DATA, delay(HOUR).and(timestamp(LONG_AGO)));
                    side.changePriority("1", 5, false);
                }));
    }

    private static Stream<Scenario> contents() {
        return Stream.of(
                Scenario.of("data of all kinds", (side, keys) -> {
                    side.add("text", "Größe / \"quoted\" \u2028 \uD83D\uDE00");
                    side.add("list", List.of(1, "two", List.of(), Map.of()));
                    side.add("number", 12345678901234L);
                    side.add("fraction", 0.1);
                    side.add("flag", false);
                }),
                Scenario.of("updateData", (side, keys) -> {
                    side.add("a", DATA);
                    side.updateData("1", Map.of("n", List.of(2, "ü")));
                }),
                Scenario.of("updateProgress", (side, keys) -> {
                    side.add("a", DATA);
                    side.updateProgress("1", 50);
                    side.updateProgress("1", Map.of("step", "Größe/2"));
                    side.updateProgress("1", "done");
                }),
                Scenario.of("logs, all kept and the newest kept", (side, keys) -> {
                    side.add("a", DATA);
                    side.add("b", DATA, Option.keepLogs(2));
                    for (var row : List.of("one", "two\nlines", "drei \u00fc", "")) {
                        side.log("1", row, null);
                        side.log("2", row, 2);
                    }
                }));
    }

    private static Stream<Scenario> removing() {
        return Stream.of(
                Scenario.of("remove in each state before work", (side, keys) -> {
                    addOfEachKind(side);
                    List.of("1", "2", "3", "4").forEach(side::remove);
                }),
                Scenario.of("remove what is not there", (side, keys) -> {
                    side.add("a", DATA);
                    side.remove("99");
                }),
                Scenario.of("drain", (side, keys) -> {
                    addOfEachKind(side);
                    side.drain(false);
                }),
                Scenario.of("drain with the delayed", (side, keys) -> {
                    addOfEachKind(side);
                    side.drain(true);
                }),
                Scenario.of("clean what waits, prioritized and delayed", (side, keys) -> {
                    addOfEachKind(side);
                    side.clean(JobState.WAITING, 1);
                    side.clean(JobState.PRIORITIZED, 0);
                    side.clean(JobState.DELAYED, 0);
                    side.clean(JobState.FAILED, 0);
                    side.clean(JobState.ACTIVE, 0);
                }),
                Scenario.of("obliterate, then add", (side, keys) -> {
                    addOfEachKind(side);
                    side.obliterate(false);
                    side.add("a", DATA);
                }),
                Scenario.of("obliterate what BullMQ forgets", (side, keys) -> {
                            side.add("a", DATA);
                            keys.redis().set(keys.key("limiter"), "7");
                            keys.redis().zadd(keys.key("waiting-children"), 1, "parent");
                            keys.redis().hset(keys.key("parent"), "name", "parent");
                            side.obliterate(false);
                        })
                        .differs(
                                "what is left over would limit, or hide in, the queue that takes the name next",
                                List.of(
                                        "/keys/limiter/type = \"string\"",
                                        "/keys/limiter/expires = false",
                                        "/keys/limiter/value = \"7\"",
                                        "/keys/parent/type = \"hash\"",
                                        "/keys/parent/expires = false",
                                        "/keys/parent/value/name = \"parent\"",
                                        "/keys/waiting-children/type = \"zset\"",
                                        "/keys/waiting-children/expires = false",
                                        "/keys/waiting-children/value/0/member = \"parent\"",
                                        "/keys/waiting-children/value/0/score = 1"),
                                List.of("/keys = {}")));
    }

    private static void addOfEachKind(Side side) {
        var old = timestamp(LONG_AGO);
        side.add("a", DATA, old);
        side.add("b", DATA, old.and(priority(1)));
        side.add("c", DATA, old.and(delay(HOUR)));
        side.add("d", DATA, old);
    }
}
