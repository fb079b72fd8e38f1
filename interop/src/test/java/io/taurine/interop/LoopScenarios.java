package io.taurine.interop;

import static io.taurine.interop.Option.NONE;
import static io.taurine.interop.Option.attempts;
import static io.taurine.interop.Option.backoff;
import static io.taurine.interop.Option.lifo;
import static io.taurine.interop.Option.priority;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.taurine.interop.Side.NewJob;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.job.Backoff;
import io.taurine.job.KeepJobs;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Scenarios of a worker that runs by itself, one job at a time; all jobs are there before it may begin. */
final class LoopScenarios {
    private static final Map<String, Integer> DATA = Map.of("n", 1);

    private LoopScenarios() {}

    static Stream<Scenario> all() {
        return Stream.of(
                worked(
                        "jobs of all kinds",
                        new NewJob("plain", DATA, NONE),
                        new NewJob("urgent", DATA, priority(2)),
                        new NewJob("front", DATA, lifo()),
                        new NewJob("returnNothing", DATA, NONE)),
                worked(
                        "jobs that fail first",
                        new NewJob("failTimes", Map.of("times", 2), attempts(3)),
                        new NewJob("other", DATA, NONE),
                        new NewJob("fail", DATA, attempts(2).and(lifo()))),
                worked(
                        "a backoff",
                        new NewJob("fail", DATA, attempts(2).and(backoff(Backoff.fixed(Duration.ofMillis(40)))))),
                worked("a custom backoff", new NewJob("fail", DATA, attempts(4).and(backoff(Backoff.custom("steps"))))),
                worked(
                        "progress, rows and data of a running job",
                        new NewJob("progress", Map.of("values", List.of(1, Map.of("a", "ü/"), "x")), NONE),
                        new NewJob("log", Map.of("rows", List.of("1", "2", "3")), Option.keepLogs(2)),
                        new NewJob("updateData", Map.of("next", Map.of("n", 2)), NONE)),
                worked(
                        "jobs that are not kept",
                        new NewJob("plain", DATA, Option.removeOnComplete(true, KeepJobs.none())),
                        new NewJob("unrecoverable", DATA, attempts(3)),
                        new NewJob("fail", DATA, Option.removeOnFail(1, KeepJobs.count(1)))));
    }

    private static Scenario worked(String name, NewJob... jobs) {
        return Scenario.of(name, (side, keys) -> {
            side.pause();
            side.addBulk(List.of(jobs));
            side.startWorker(WorkerSetup.DEFAULT.named("loop").withSteps(0, 30, -1));
            side.resume();
            await().atMost(NodePeer.LIMIT).until(() -> isDrained(keys));
            side.close();
        });
    }

    private static boolean isDrained(TestQueue keys) {
        return keys.redis().xrevrange(keys.key("events"), Range.unbounded(), Limit.from(1)).stream()
                .anyMatch(last -> "drained".equals(last.getBody().get("event")));
    }
}
