package io.taurine.interop;

import static io.taurine.interop.Option.attempts;
import static io.taurine.interop.Option.priority;

import io.taurine.testkit.TestQueue;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Scenarios of losses: workers that go silent, and ids whose job is gone. */
final class LossScenarios {
    private static final Map<String, Integer> DATA = Map.of("n", 1);

    private LossScenarios() {}

    static Stream<Scenario> all() {
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
                                List.of("markers after step 4, checkStalled = []")),
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

    static void loseLock(TestQueue keys, String id) {
        keys.redis().del(keys.key(id + ":lock"));
    }

    private static void forgetStalledCheck(TestQueue keys) {
        keys.redis().del(keys.key("stalled-check"));
    }
}
