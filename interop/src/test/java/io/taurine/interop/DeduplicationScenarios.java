package io.taurine.interop;

import static io.taurine.interop.Option.LONG_AGO;
import static io.taurine.interop.Option.NONE;
import static io.taurine.interop.Option.attempts;
import static io.taurine.interop.Option.deduplication;
import static io.taurine.interop.Option.delay;
import static io.taurine.interop.Option.jobId;
import static io.taurine.interop.Option.lifo;
import static io.taurine.interop.Option.priority;
import static io.taurine.interop.Option.removeOnComplete;
import static io.taurine.interop.Option.timestamp;

import io.taurine.interop.Side.NewJob;
import io.taurine.job.Deduplication;
import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Scenarios of jobs that share a deduplication id. */
final class DeduplicationScenarios {
    private static final Map<String, Integer> DATA = Map.of("n", 1);
    private static final Map<String, Integer> OTHER = Map.of("n", 2);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TTL = Duration.ofMinutes(1);

    private static final Option OLD = timestamp(LONG_AGO);
    private static final Option SIMPLE = OLD.and(deduplication(Deduplication.simple("d")));
    private static final Option THROTTLE = OLD.and(deduplication(Deduplication.throttle("d", TTL)));
    private static final Option EXTEND =
            OLD.and(deduplication(Deduplication.throttle("d", TTL).withExtend()));
    private static final Option REPLACE =
            OLD.and(deduplication(Deduplication.simple("d").withReplace()));
    private static final Option DEBOUNCE = OLD.and(deduplication(Deduplication.debounce("d", TTL)));
    private static final Option RESCHEDULE = OLD.and(deduplication(Deduplication.reschedule("d")));
    private static final Option KEEP_LAST = OLD.and(deduplication(Deduplication.keepLast("d")));

    private DeduplicationScenarios() {}

    static Stream<Scenario> producing() {
        return Stream.of(dropping(), replacing(), byHand()).flatMap(scenarios -> scenarios);
    }

    private static Stream<Scenario> dropping() {
        return Stream.of(
                Scenario.of("deduplication: simple", (side, keys) -> {
                    side.add("a", DATA, SIMPLE);
                    side.add("b", OTHER, SIMPLE);
                    side.add("c", OTHER, SIMPLE.and(jobId("mine")));
                    side.add("d", OTHER, OLD.and(deduplication(Deduplication.simple("other"))));
                }),
                Scenario.of("deduplication: an existing job id goes before", (side, keys) -> {
                    side.add("a", DATA, SIMPLE.and(jobId("mine")));
                    side.add(
                            "b",
                            OTHER,
                            OLD.and(deduplication(Deduplication.simple("other")))
                                    .and(jobId("mine")));
                }),
                Scenario.of("deduplication: throttle", (side, keys) -> {
                    side.add("a", DATA, THROTTLE);
                    side.add("b", OTHER, THROTTLE);
                    keys.redis().del(keys.key("1"));
                    side.add("c", OTHER, THROTTLE);
                }),
                Scenario.of("deduplication: extend", (side, keys) -> {
                    side.add("a", DATA, SIMPLE);
                    side.add("b", OTHER, EXTEND);
                    side.add("c", OTHER, EXTEND);
                }),
                Scenario.of("deduplication: an owner without a job", (side, keys) -> {
                    for (var mode : List.of(SIMPLE, EXTEND, REPLACE, KEEP_LAST)) {
                        keys.redis().set(keys.key("de:d"), "gone");
                        keys.redis().hset(keys.key("dn:d"), "name", "left over");
                        side.add("a", DATA, mode);
                    }
                }),
                Scenario.of("deduplication: reschedule", (side, keys) -> {
                    side.add("a", DATA, RESCHEDULE.and(delay(HOUR)));
                    side.add("b", OTHER, RESCHEDULE.and(delay(HOUR.multipliedBy(2))));
                    side.add("c", OTHER, RESCHEDULE);
                    side.promote("1");
                    side.add("d", OTHER, RESCHEDULE.and(delay(HOUR)));
                }),
                Scenario.of("deduplication: reschedule and extend", (side, keys) -> {
                    var both = deduplication(
                            Deduplication.throttle("d", TTL).withExtend().withReschedule());
                    side.add("a", DATA, OLD.and(both).and(delay(HOUR)));
                    side.add("b", DATA, OLD.and(both).and(delay(HOUR.multipliedBy(3))));
                }));
    }

    private static Stream<Scenario> replacing() {
        return Stream.of(
                Scenario.of("deduplication: debounce", (side, keys) -> {
                    side.add("a", DATA, DEBOUNCE.and(delay(HOUR)));
                    side.log("1", "row", null);
                    side.add("b", OTHER, DEBOUNCE.and(delay(HOUR)));
                    side.promote("2");
                    side.add("c", OTHER, DEBOUNCE.and(delay(HOUR)));
                }),
                Scenario.of("deduplication: replace with and without a time to live", (side, keys) -> {
                    var throttled =
                            deduplication(Deduplication.throttle("d", TTL).withReplace());
                    var kept = deduplication(Deduplication.keepLast("d").withReplace());
                    side.add("a", DATA, REPLACE.and(delay(HOUR)));
                    side.add("b", DATA, OLD.and(throttled).and(delay(HOUR)));
                    side.add("c", DATA, DEBOUNCE.and(delay(HOUR)));
                    side.add("d", DATA, OLD.and(throttled).and(delay(HOUR)));
                    side.add("e", DATA, OLD.and(kept).and(delay(HOUR)));
                    side.add("f", DATA, REPLACE);
                    side.add("g", DATA, REPLACE);
                }),
                Scenario.of(
                        "deduplication: the same id several times in a bulk",
                        (side, keys) -> side.addBulk(List.of(
                                new NewJob("plain", DATA, OLD),
                                new NewJob("a", DATA, DEBOUNCE.and(delay(HOUR))),
                                new NewJob("b", OTHER, DEBOUNCE.and(delay(HOUR))),
                                new NewJob("c", DATA, deduplication(Deduplication.simple("e"))),
                                new NewJob("d", OTHER, deduplication(Deduplication.simple("e"))),
                                new NewJob("e", DATA, SIMPLE),
                                new NewJob("own", DATA, jobId("own").and(SIMPLE)),
                                new NewJob("plain", DATA, NONE)))));
    }

    private static Stream<Scenario> byHand() {
        return Stream.of(
                Scenario.of("deduplication: freed by hand", (side, keys) -> {
                    side.add("a", DATA, SIMPLE);
                    side.removeDeduplicationKey("d");
                    side.removeDeduplicationKey("d");
                    side.add("b", DATA, SIMPLE);
                    side.removeDeduplicationKeyOfJob("1");
                    side.removeDeduplicationKeyOfJob("2");
                }),
                Scenario.of("deduplication: remove, clean and drain free ids", (side, keys) -> {
                    for (var id : List.of("a", "b", "c")) {
                        side.add(id, DATA, OLD.and(deduplication(Deduplication.throttle(id, TTL))));
                        keys.redis().hset(keys.key("dn:" + id), "name", "next");
                    }
                    side.remove("1");
                    side.clean(JobState.WAITING, 1);
                    side.drain(false);
                }),
                Scenario.of("deduplication: obliterate frees ids", (side, keys) -> {
                    side.add("a", DATA, SIMPLE.and(delay(HOUR)));
                    side.obliterate(false);
                }));
    }

    static Stream<Scenario> working() {
        return Stream.of(
                Scenario.of("deduplication: the end of an owner frees the id", (side, keys) -> {
                    side.add("a", DATA, SIMPLE);
                    side.claim();
                    side.complete("1", 1);
                    side.add("b", DATA, SIMPLE);
                    side.claim();
                    side.fail("2", "boom", false);
                    side.add("c", DATA, THROTTLE);
                    side.claim();
                    side.complete("3", 1);
                    side.add("d", DATA, THROTTLE);
                }),
                Scenario.of("deduplication: a retry keeps the id", (side, keys) -> {
                    side.add("a", DATA, SIMPLE.and(attempts(2)));
                    side.claim();
                    side.fail("1", "boom", false);
                    side.add("b", DATA, SIMPLE);
                }),
                Scenario.of("deduplication: keep last, completed", (side, keys) -> {
                    side.add("a", DATA, KEEP_LAST);
                    side.add("waits", OTHER, KEEP_LAST);
                    side.claim();
                    side.add("b", OTHER, KEEP_LAST);
                    side.add("c", List.of("/", 1), KEEP_LAST.and(attempts(3)));
                    side.add("plain", DATA, SIMPLE);
                    side.complete("1", 1);
                    side.claim();
                    side.complete("4", 2);
                }),
                Scenario.of("deduplication: keep last, failed, with a priority", (side, keys) -> {
                    side.add("a", DATA, KEEP_LAST);
                    side.claim();
                    side.add("b", OTHER, KEEP_LAST.and(priority(7)));
                    side.fail("1", "boom", false);
                }),
                Scenario.of("deduplication: keep last with a delay", (side, keys) -> {
                    side.add("a", DATA, KEEP_LAST);
                    side.claim();
                    side.add("b", OTHER, KEEP_LAST.and(delay(HOUR)));
                    side.complete("1", 1);
                }),
                Scenario.of("deduplication: keep last to the front and under its own id", (side, keys) -> {
                    side.add("a", DATA, KEEP_LAST);
                    side.claim();
                    side.add("other", DATA);
                    side.add("b", OTHER, KEEP_LAST.and(lifo()).and(jobId("mine")));
                    side.complete("1", 1);
                }),
                Scenario.of("deduplication: keep last of a removed owner, paused", (side, keys) -> {
                    side.add("a", DATA, KEEP_LAST.and(removeOnComplete(true, KeepJobs.none())));
                    side.claim();
                    side.add("b", OTHER, KEEP_LAST);
                    side.pause();
                    side.complete("1", 1);
                }),
                Scenario.of("deduplication: keep last over a time to live", (side, keys) -> {
                    side.add("a", DATA, THROTTLE);
                    side.claim();
                    side.add("b", OTHER, KEEP_LAST);
                    side.add("c", OTHER, EXTEND);
                    side.complete("1", 1);
                }),
                Scenario.of("deduplication: keep last waits for the last attempt", (side, keys) -> {
                    side.add("a", DATA, KEEP_LAST.and(attempts(2)));
                    side.claim();
                    side.add("b", OTHER, KEEP_LAST);
                    side.fail("1", "boom", false);
                    side.add("c", OTHER, KEEP_LAST);
                    side.claim();
                    side.fail("1", "boom", true);
                }),
                Scenario.of("deduplication: the kept job's id is taken by then", (side, keys) -> {
                            side.add("a", DATA, KEEP_LAST);
                            side.claim();
                            side.add("b", OTHER, KEEP_LAST.and(jobId("mine")));
                            side.add("other", List.of(), OLD.and(jobId("mine")));
                            side.complete("1", 1);
                        })
                        .differs(
                                "BullMQ overwrites the job that has the id and puts it in line twice",
                                List.of(
                                        "/keys/de:d/type = \"string\"",
                                        "/keys/de:d/expires = false",
                                        "/keys/de:d/value = \"mine\"",
                                        "/keys/marker/type = \"zset\"",
                                        "/keys/marker/expires = false",
                                        "/keys/marker/value/0/member = \"0\"",
                                        "/keys/marker/value/0/score = 0",
                                        "/keys/mine/value/data/$json/n = 2",
                                        "/keys/mine/value/deid = \"d\"",
                                        "/keys/mine/value/name = \"b\"",
                                        "/keys/mine/value/opts/$json/de/id = \"d\"",
                                        "/keys/mine/value/opts/$json/de/keepLastIfActive = true",
                                        "/keys/mine/value/timestamp = \"<ts>\"",
                                        "/keys/wait/value/1 = \"mine\"",
                                        "/events/6/event = \"added\"",
                                        "/events/6/name = \"b\"",
                                        "/events/7/event = \"waiting\"",
                                        "/events/7/jobId = \"mine\"",
                                        "/events/8/event = \"completed\"",
                                        "/events/8/jobId = \"1\"",
                                        "/events/8/prev = \"active\"",
                                        "/events/8/returnvalue/$json = 1",
                                        "markers after step 5, complete = [0]"),
                                List.of(
                                        "/keys/mine/value/data/$json = []",
                                        "/keys/mine/value/name = \"other\"",
                                        "/keys/mine/value/timestamp = \"1274083200000\"",
                                        "/events/6/event = \"duplicated\"",
                                        "/events/7/event = \"completed\"",
                                        "/events/7/jobId = \"1\"",
                                        "/events/7/prev = \"active\"",
                                        "/events/7/returnvalue/$json = 1",
                                        "markers after step 5, complete = []")));
    }
}
