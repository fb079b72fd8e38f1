package io.taurine.interop;

import static io.taurine.interop.Option.LONG_AGO;
import static io.taurine.interop.Option.NONE;
import static io.taurine.interop.Option.attempts;
import static io.taurine.interop.Option.backoff;
import static io.taurine.interop.Option.delay;
import static io.taurine.interop.Option.lifo;
import static io.taurine.interop.Option.priority;
import static io.taurine.interop.Option.timestamp;

import io.taurine.job.Backoff;
import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Scenarios of workers, by the manual road, on which every step is the test's. */
final class WorkingScenarios {
    private static final Map<String, Integer> DATA = Map.of("n", 1);
    private static final Duration HOUR = Duration.ofHours(1);

    private WorkingScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(ending(), retrying(), again(), moving(), stalling(), removing())
                .flatMap(scenarios -> scenarios);
    }

    private static Stream<Scenario> ending() {
        return Stream.of(
                Scenario.of("claim", (side, keys) -> {
                    side.add("a", DATA);
                    side.add("b", DATA, priority(1));
                    side.claim();
                    side.claim();
                    side.claim();
                }),
                Scenario.of("claim what is due", (side, keys) -> {
                    side.add("a", DATA, delay(HOUR).and(timestamp(LONG_AGO)));
                    side.add("b", DATA, delay(HOUR).and(timestamp(LONG_AGO)).and(priority(2)));
                    side.add("c", DATA, delay(HOUR));
                    side.claim();
                }),
                Scenario.of("claim while paused", (side, keys) -> {
                    side.add("a", DATA);
                    side.add("b", DATA, delay(HOUR).and(timestamp(LONG_AGO)));
                    side.pause();
                    side.claim();
                }),
                Scenario.of("complete", (side, keys) -> {
                    work(side, NONE, 3, (id, n) -> side.complete(id, Map.of("done", List.of(n, "Größe/1"))));
                }),
                Scenario.of("complete with removal at once", (side, keys) -> {
                    work(side, Option.removeOnComplete(true, KeepJobs.none()), 2, (id, n) -> side.complete(id, n));
                }),
                Scenario.of("complete, the newest two kept", (side, keys) -> {
                    work(side, Option.removeOnComplete(2, KeepJobs.count(2)), 4, (id, n) -> side.complete(id, n));
                }),
                Scenario.of("complete, kept by age and number", (side, keys) -> {
                    var keep = KeepJobs.age(HOUR).withCount(1).withLimit(10);
                    var option = Option.removeOnComplete(Map.of("age", 3600, "count", 1, "limit", 10), keep);
                    work(side, option, 3, (id, n) -> side.complete(id, n));
                }),
                Scenario.of("fail", (side, keys) -> {
                    work(side, NONE, 2, (id, n) -> side.fail(id, "no luck\nin two lines", false));
                }),
                Scenario.of("fail with removal at once", (side, keys) -> {
                    work(side, Option.removeOnFail(true, KeepJobs.none()), 2, (id, n) -> side.fail(id, "no", false));
                }),
                Scenario.of("fail, the newest kept", (side, keys) -> {
                    work(side, Option.removeOnFail(1, KeepJobs.count(1)), 3, (id, n) -> side.fail(id, "no", false));
                }),
                Scenario.of("fail beyond repair", (side, keys) -> {
                    work(side, attempts(3), 1, (id, n) -> side.fail(id, "beyond repair", true));
                }),
                Scenario.of("fail with an empty message", (side, keys) -> {
                    work(side, NONE, 1, (id, n) -> side.fail(id, "", false));
                }));
    }

    private static Stream<Scenario> retrying() {
        return Stream.of(
                Scenario.of("fail and try again at once, then succeed", (side, keys) -> {
                    var id = side.add("a", DATA, attempts(3));
                    side.add("other", DATA);
                    fail(side);
                    side.claim();
                    side.claim();
                    side.complete(id, "well");
                }),
                Scenario.of("try again at once, at the front", (side, keys) -> {
                    side.add("other", DATA);
                    side.add("a", DATA, attempts(2).and(lifo()));
                    fail(side);
                }),
                Scenario.of("try again at once, by priority", (side, keys) -> {
                    side.add("a", DATA, attempts(2).and(priority(5)));
                    side.add("b", DATA, priority(5));
                    fail(side);
                }),
                Scenario.of("try again while paused", (side, keys) -> {
                    side.add("a", DATA, attempts(2));
                    side.claim();
                    side.pause();
                    side.fail("1", "no", false);
                }),
                Scenario.of("fail until the attempts are used up", (side, keys) -> {
                    side.add("a", DATA, attempts(3).and(Option.stackTraceLimit(2)));
                    fail(side);
                    fail(side);
                    fail(side);
                }),
                Scenario.of("fail with a fixed backoff", (side, keys) -> {
                    side.add("a", DATA, attempts(3).and(backoff(Backoff.fixed(HOUR))));
                    fail(side);
                    side.promote("1");
                    fail(side);
                }),
                Scenario.of("fail with an exponential backoff, then succeed", (side, keys) -> {
                    var id = side.add("a", DATA, attempts(4).and(backoff(Backoff.exponential(HOUR))));
                    fail(side);
                    side.promote(id);
                    fail(side);
                    side.promote(id);
                    side.claim();
                    side.complete(id, true);
                }));
    }

    private static Stream<Scenario> again() {
        return Stream.of(
                Scenario.of("retry failed jobs", (side, keys) -> {
                    side.add("a", DATA);
                    side.add("b", DATA, lifo());
                    side.add("c", DATA, priority(3));
                    fail(side);
                    fail(side);
                    fail(side);
                    side.retry("1", JobState.FAILED, false);
                    side.retry("2", JobState.FAILED, true);
                    side.retry("3", JobState.FAILED, false);
                }),
                Scenario.of("retry completed jobs", (side, keys) -> {
                    work(side, NONE, 2, (id, n) -> side.complete(id, n));
                    side.pause();
                    side.retry("1", JobState.COMPLETED, false);
                    side.retry("2", JobState.COMPLETED, true);
                }),
                Scenario.of("retryJobs", (side, keys) -> {
                    work(side, priority(3), 2, (id, n) -> side.fail(id, "no", false));
                    side.retryJobs(JobState.FAILED);
                }),
                Scenario.of("retryJobs of completed ones", (side, keys) -> {
                    work(side, NONE, 2, (id, n) -> side.complete(id, n));
                    side.retryJobs(JobState.COMPLETED);
                }));
    }

    private static Stream<Scenario> moving() {
        return Stream.of(
                Scenario.of("moveToDelayed", (side, keys) -> {
                            side.add("a", DATA);
                            side.claim();
                            side.moveToDelayed("1", HOUR);
                        })
                        .withInexact("/keys/1/value/delay"),
                Scenario.of("moveToWait", (side, keys) -> {
                    side.add("a", DATA);
                    side.add("b", DATA);
                    side.claim();
                    side.moveToWait("1");
                }),
                Scenario.of("moveToWait of a prioritized job", (side, keys) -> {
                            side.add("a", DATA, priority(3));
                            side.add("b", DATA, priority(3));
                            side.claim();
                            side.moveToWait("1");
                        })
                        .differs(
                                "without a marker a sleeping worker finds the job only after its drain delay",
                                List.of("markers after step 4, moveToWait = []"),
                                List.of(
                                        "/keys/marker/type = \"zset\"",
                                        "/keys/marker/expires = false",
                                        "/keys/marker/value/0/member = \"0\"",
                                        "/keys/marker/value/0/score = 0",
                                        "markers after step 4, moveToWait = [0]")),
                Scenario.of("claim an id without a job", (side, keys) -> {
                            side.add("a", DATA);
                            side.add("b", DATA);
                            keys.redis().del(keys.key("1"));
                            side.claim();
                        })
                        .differs(
                                "an id without a hash is nobody's job: it is dropped and the next one taken",
                                List.of(
                                        "/keys/1/type = \"hash\"",
                                        "/keys/1/expires = false",
                                        "/keys/1/value/ats = \"1\"",
                                        "/keys/1/value/pb = \"hand\"",
                                        "/keys/1/value/processedOn = \"<ts>\"",
                                        "/keys/1:lock/type = \"string\"",
                                        "/keys/1:lock/expires = true",
                                        "/keys/1:lock/value = \"<token>\"",
                                        "/keys/active/value/0 = \"1\"",
                                        "/keys/wait/type = \"list\"",
                                        "/keys/wait/expires = false",
                                        "/keys/wait/value/0 = \"2\"",
                                        "/events/4/jobId = \"1\""),
                                List.of(
                                        "/keys/2/value/ats = \"1\"",
                                        "/keys/2/value/pb = \"hand\"",
                                        "/keys/2/value/processedOn = \"<ts>\"",
                                        "/keys/2:lock/type = \"string\"",
                                        "/keys/2:lock/expires = true",
                                        "/keys/2:lock/value = \"<token>\"",
                                        "/keys/active/value/0 = \"2\"",
                                        "/events/4/jobId = \"2\"")));
    }

    private static Stream<Scenario> stalling() {
        return Stream.of(
                Scenario.of("a lost job is put back", (side, keys) -> {
                    side.add("a", DATA, priority(2));
                    side.add("b", DATA);
                    side.claim();
                    side.claim();
                    side.checkStalled(1);
                    loseLock(keys, "1");
                    forgetStalledCheck(keys);
                    side.checkStalled(1);
                }),
                Scenario.of("a job lost too often fails", (side, keys) -> {
                    side.add("a", DATA, attempts(5));
                    side.claim();
                    side.checkStalled(0);
                    loseLock(keys, "1");
                    forgetStalledCheck(keys);
                    side.checkStalled(0);
                }),
                Scenario.of("a lost id without a job", (side, keys) -> {
                            side.add("a", DATA);
                            side.claim();
                            side.checkStalled(1);
                            loseLock(keys, "1");
                            keys.redis().del(keys.key("1"));
                            forgetStalledCheck(keys);
                            side.checkStalled(1);
                        })
                        .differs(
                                "an id without a hash is nobody's job: it is dropped rather than made a ghost",
                                List.of(
                                        "/keys/1/type = \"hash\"",
                                        "/keys/1/expires = false",
                                        "/keys/1/value/stc = \"1\"",
                                        "/keys/marker/type = \"zset\"",
                                        "/keys/marker/expires = false",
                                        "/keys/marker/value/0/member = \"0\"",
                                        "/keys/marker/value/0/score = 0",
                                        "/keys/wait/type = \"list\"",
                                        "/keys/wait/expires = false",
                                        "/keys/wait/value/0 = \"1\"",
                                        "/events/3/event = \"waiting\"",
                                        "/events/3/jobId = \"1\"",
                                        "/events/3/prev = \"active\"",
                                        "/events/4/event = \"stalled\"",
                                        "/events/4/jobId = \"1\"",
                                        "markers after step 4, checkStalled = [0]"),
                                List.of("markers after step 4, checkStalled = []")));
    }

    private static Stream<Scenario> removing() {
        return Stream.of(
                Scenario.of("remove finished, failed and lost jobs", (side, keys) -> {
                    endOneOfEach(side);
                    side.log("1", "row", null);
                    loseLock(keys, "3");
                    List.of("1", "2", "3").forEach(side::remove);
                }),
                Scenario.of("clean finished, failed and lost jobs", (side, keys) -> {
                    endOneOfEach(side);
                    loseLock(keys, "3");
                    side.clean(JobState.COMPLETED, 10);
                    side.clean(JobState.FAILED, 10);
                    side.clean(JobState.ACTIVE, 10);
                }),
                Scenario.of("remove and clean leave locked jobs", (side, keys) -> {
                    side.add("a", DATA, timestamp(LONG_AGO));
                    side.claim();
                    side.clean(JobState.ACTIVE, 10);
                }),
                Scenario.of("obliterate with force while a job runs", (side, keys) -> {
                    endOneOfEach(side);
                    side.obliterate(true);
                }));
    }

    private static void endOneOfEach(Side side) {
        for (var name : List.of("a", "b", "c")) {
            side.add(name, DATA, timestamp(LONG_AGO));
        }
        side.claim();
        side.complete("1", 1);
        fail(side);
        side.claim();
    }

    private interface Ending {
        void of(String id, int number);
    }

    private static void work(Side side, Option option, int jobs, Ending ending) {
        for (var n = 1; n <= jobs; n++) {
            side.add("job", DATA, option);
        }
        for (var n = 1; n <= jobs; n++) {
            ending.of(side.claim().orElseThrow(), n);
        }
    }

    private static void fail(Side side) {
        side.fail(side.claim().orElseThrow(), "no luck", false);
    }

    private static void loseLock(TestQueue keys, String id) {
        keys.redis().del(keys.key(id + ":lock"));
    }

    private static void forgetStalledCheck(TestQueue keys) {
        keys.redis().del(keys.key("stalled-check"));
    }
}
