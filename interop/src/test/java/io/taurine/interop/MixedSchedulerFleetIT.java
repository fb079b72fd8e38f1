package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.queue.JobTemplate;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.IntervalSchedule;
import io.taurine.repeat.Schedule;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * One scheduler, worked in turns by Java and Node processes that are killed in the middle of its runs, or between the claim of
 * a run and the making of the next one.
 */
@Order(1) // takes long: whoever starts early does not end last
@RequiresNode
@RedisTest
final class MixedSchedulerFleetIT {
    private static final String SCHEDULER = "tick";
    private static final Duration EVERY = Duration.ofMillis(30);
    private static final int ITERATIONS = 200;

    /** Working hours in a zone that changes its clocks. */
    private static final Schedule CRON = Schedule.cron("*/20 8-17 * * MON-FRI", ZoneId.of("Europe/Berlin"));

    private static final int CRON_RUNS = 200;
    private static final int BETWEEN_KILLS = 40;

    /** Longer than the interval: while one works a run, the next is due and falls to another. */
    private static final int RUN_MILLIS = 45;

    private final TestQueue queue;
    private final List<AutoCloseable> processes = new ArrayList<>();

    MixedSchedulerFleetIT(TestQueue queue) {
        this.queue = queue;
    }

    @AfterEach
    void endProcesses() throws Exception {
        for (var process : processes) {
            process.close();
        }
    }

    @Test
    void everySlotIsProducedOnceAndNoneIsMissed() {
        var java = startJava("java-0");
        var node = startNode("node-0");
        try (var redis = RedisConnection.connect(queue.redisUri());
                var scheduling = Queue.of(queue.name(), Object.class, redis)) {
            scheduling.upsertJobScheduler(
                    SCHEDULER,
                    Schedule.every(EVERY).withLimit(ITERATIONS),
                    JobTemplate.of(Map.of("do", "slow", "ms", RUN_MILLIS)));
        }

        for (int kill = 1; kill * BETWEEN_KILLS < ITERATIONS; kill++) {
            awaitCompleted(kill * BETWEEN_KILLS);
            if (kill % 2 == 0) {
                java = replaceInTheMiddleOfARun(java, "java-" + kill);
            } else {
                node = replaceInTheMiddleOfARun(node, "node-" + kill);
            }
        }
        awaitCompleted(ITERATIONS);

        assertThat(queue.redis().hget(queue.key("repeat:" + SCHEDULER), "ic")).isEqualTo(String.valueOf(ITERATIONS));
        var runs = runs();
        assertThat(runs)
                .extracting(Run::count)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, ITERATIONS).boxed().toList());
        assertEachFollowsFromTheOneBefore(runs);
        assertThat(eventsPerJob("added"))
                .hasSize(ITERATIONS)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertThat(eventsPerJob("completed"))
                .hasSize(ITERATIONS)
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
        assertThat(eventsPerJob("stalled")).isNotEmpty();
        assertThat(runs)
                .extracting(Run::worker)
                .filteredOn(name -> name.startsWith("java"))
                .hasSizeGreaterThan(20);
        assertThat(runs)
                .extracting(Run::worker)
                .filteredOn(name -> name.startsWith("node"))
                .hasSizeGreaterThan(20);
        assertThatQueue(queue)
                .hasWaiting(0)
                .hasActive(0)
                .hasFailed(0)
                .hasDelayed(0)
                .eachJobIsInExactlyOneState();
    }

    /** The clock is moved by promotion: each run is due as soon as it is made, and the slot after it is the next one. */
    @Test
    void everyCronSlotIsProducedOnceThoughWorkersDieBeforeTheyMakeTheNextOne() {
        try (var redis = RedisConnection.connect(queue.redisUri());
                var scheduling = Queue.of(queue.name(), Object.class, redis)) {
            var before = scheduling
                    .upsertJobScheduler(SCHEDULER, CRON, JobTemplate.of(Map.of("do", "slow", "ms", 1)))
                    .orElseThrow()
                    .id();
            startJava("java-0");
            startNode("node-0");
            var stuck = List.of(
                    killBetweenClaimAndNextRun(startStickingJava(), scheduling),
                    killBetweenClaimAndNextRun(startStickingNode(), scheduling));
            var enough = Math.max(CRON_RUNS, completed() + 20);
            promoteUntil(scheduling, () -> completed() >= enough);
            awaitNothingIsDue();

            var runs = runs();
            assertThat(runs)
                    .extracting(Run::slot)
                    .containsExactlyElementsOf(CRON.next(slotBefore(before), runs.size()).stream()
                            .map(Instant::toEpochMilli)
                            .toList());
            assertThat(runs)
                    .extracting(Run::count)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, runs.size()).boxed().toList());
            assertThat(runs).extracting(Run::worker).contains("java-0", "node-0");
            assertThat(eventsPerJob("stalled")).containsOnlyKeys(stuck);
            assertThat(eventsPerJob("added").values()).allMatch(times -> times == 1);
            assertThat(eventsPerJob("completed"))
                    .hasSize(runs.size())
                    .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
            assertThat(scheduling.findBrokenSchedulers()).isEmpty();
            assertThatQueue(queue).hasFailed(0).eachJobIsInExactlyOneState();
        }
    }

    private static Instant slotBefore(String firstRun) {
        return Instant.ofEpochMilli(slotOf(firstRun) - 1);
    }

    private static long slotOf(String runId) {
        return Long.parseLong(runId.substring(runId.lastIndexOf(':') + 1));
    }

    /** The id of the run that it had claimed. */
    private String killBetweenClaimAndNextRun(StickingVictim victim, Queue<?> scheduling) {
        promoteUntil(scheduling, victim::isStuck);
        // The run before may still be under way elsewhere, now that it has made this one.
        await().untilAsserted(() ->
                assertThat(queue.redis().lrange(queue.key("active"), 0, -1)).hasSize(1));
        var claimed = queue.redis().lrange(queue.key("active"), 0, -1);
        assertThat(queue.redis().zcard(queue.key("delayed"))).isZero();
        assertThat(queue.redis().zscore(queue.key("repeat"), SCHEDULER)).isEqualTo((double) slotOf(claimed.get(0)));
        victim.kill();
        return claimed.get(0);
    }

    private void promoteUntil(Queue<?> scheduling, Callable<Boolean> isEnough) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    scheduling.promoteJobs();
                    return isEnough.call();
                });
    }

    private void awaitNothingIsDue() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> queue.redis().zcard(queue.key("delayed")) == 1
                        && queue.redis().llen(queue.key("wait")) + queue.redis().llen(queue.key("active")) == 0);
    }

    private long completed() {
        return queue.redis().zcard(queue.key("completed"));
    }

    /** A worker that claims a run and never gets to make the next one. */
    private record StickingVictim(Callable<Boolean> stuck, Runnable killing) {

        boolean isStuck() throws Exception {
            return stuck.call();
        }

        void kill() {
            killing.run();
        }
    }

    private StickingVictim startStickingJava() {
        var jvm = ForkedJvm.start(SchedulerWorker.class, queue.redisUri(), queue.name(), "java-sticks", "sticks");
        processes.add(jvm);
        return new StickingVictim(() -> jvm.lines().contains("stuck"), jvm::kill);
    }

    private StickingVictim startStickingNode() {
        var peer = NodePeer.start(queue.redisUri());
        processes.add(peer);
        var worker = peer.startWorker(
                queue.name(),
                Map.of("sticksBeforeNextRun", true, "lockDuration", 1000, "stalledInterval", 250, "concurrency", 1));
        return new StickingVictim(() -> !worker.reports("stuck").isEmpty(), peer::kill);
    }

    // ---- The fleet

    /** A worker in a process of its own. */
    private interface Victim {

        void killWhileItRunsAJob();
    }

    private Victim replaceInTheMiddleOfARun(Victim victim, String name) {
        victim.killWhileItRunsAJob();
        return name.startsWith("java") ? startJava(name) : startNode(name);
    }

    private Victim startJava(String name) {
        var jvm = ForkedJvm.start(SchedulerWorker.class, queue.redisUri(), queue.name(), name);
        processes.add(jvm);
        return () -> {
            jvm.awaitLine("started"::equals, NodePeer.LIMIT);
            var seen = jvm.lines().size();
            await().atMost(NodePeer.LIMIT)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> jvm.lines().size() > seen);
            jvm.kill();
        };
    }

    private Victim startNode(String name) {
        var peer = NodePeer.start(queue.redisUri());
        processes.add(peer);
        var worker = new NodeSide(peer, queue)
                .startWorker(WorkerSetup.DEFAULT.named(name).quickToRecover(1));
        return () -> {
            worker.awaitRuns(worker.runs().size() + 1);
            peer.kill();
        };
    }

    private void awaitCompleted(int count) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> queue.redis().zcard(queue.key("completed")) >= count);
    }

    // ---- What they left

    private record Run(long slot, long count, long madeAt, String worker) {}

    private List<Run> runs() {
        return queue.redis().zrange(queue.key("completed"), 0, -1).stream()
                .map(id -> {
                    var hash = queue.redis().hgetall(queue.key(id));
                    var count = Json.parse(String.valueOf(hash.get("opts")))
                            .path("repeat")
                            .path("count");
                    return new Run(
                            slotOf(id),
                            count.asLong(),
                            Long.parseLong(String.valueOf(hash.get("timestamp"))),
                            String.valueOf(hash.get("pb")));
                })
                .sorted(Comparator.comparing(Run::slot))
                .toList();
    }

    /** A slot is one interval after the one before, or, when that had passed, the first of the same phase that had not. */
    private void assertEachFollowsFromTheOneBefore(List<Run> runs) {
        var offset = Duration.ofMillis(
                Long.parseLong(String.valueOf(queue.redis().hget(queue.key("repeat:" + SCHEDULER), "offset"))));
        for (int i = 1; i < runs.size(); i++) {
            var previous = Instant.ofEpochMilli(runs.get(i - 1).slot());
            var run = runs.get(i);
            // BullMQ reads its clock once more between the job's timestamp and the reckoning.
            assertThat(LongStream.rangeClosed(0, 10)
                            .map(later -> IntervalSchedule.slot(
                                            previous, EVERY, Instant.ofEpochMilli(run.madeAt() + later), offset, null)
                                    .at()
                                    .toEpochMilli())
                            .boxed())
                    .as("slot after %s of %s", previous.toEpochMilli(), run)
                    .contains(run.slot());
        }
    }

    private Map<String, Long> eventsPerJob(String name) {
        return queue.redis().xrange(queue.key("events"), Range.unbounded()).stream()
                .map(event -> event.getBody())
                .filter(event -> name.equals(event.get("event")))
                .collect(Collectors.groupingBy(event -> String.valueOf(event.get("jobId")), Collectors.counting()));
    }
}
