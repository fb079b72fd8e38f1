package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.check.CheckOptions;
import io.taurine.queue.check.Finding;
import io.taurine.queue.check.FindingKind;
import io.taurine.queue.check.QueueCheck;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A queue of BullMQ's is found in order, at rest and at work; what is damaged is mended so that BullMQ goes on with it. */
@RequiresNode
@RedisTest
final class CheckAcrossLanguagesIT {

    private static final Duration LONG =
            Duration.ofSeconds(Long.parseLong(System.getenv().getOrDefault("TAURINE_CHECK_SECONDS", "2")));
    private static final int HOUR = 3_600_000;

    @RegisterExtension
    static final Sides SIDES = new Sides();

    private final TestQueue queue;
    private final QueueCheck check;

    CheckAcrossLanguagesIT(TestQueue queue) {
        this.queue = queue;
        this.check = QueueCheck.of(
                queue.name(),
                SIDES.redis(),
                CheckOptions.builder().pause(Duration.ofMillis(20)).build());
    }

    private String add(String name, Map<String, ?> opts) {
        return SIDES.peer().add(queue.name(), name, Map.of("n", 1), opts);
    }

    private void addFlow(Map<String, ?> childOpts) {
        var child = Map.of("name", "echo", "queueName", queue.name(), "data", Map.of("n", 1), "opts", childOpts);
        var middle = Map.of("name", "echo", "queueName", queue.name(), "children", List.of(child, child));
        SIDES.peer()
                .call(
                        "addFlow",
                        "queue",
                        queue.name(),
                        "flow",
                        Map.of("name", "echo", "queueName", queue.name(), "children", List.of(middle, child)));
    }

    private void schedule(String id, Map<String, ?> repeat) {
        SIDES.peer()
                .call(
                        "upsertJobScheduler",
                        "queue",
                        queue.name(),
                        "scheduler",
                        id,
                        "repeat",
                        repeat,
                        "template",
                        Map.of("name", "echo", "data", Map.of("n", 1)));
    }

    private void addSomethingOfEverything() {
        add("echo", Map.of());
        add("echo", Map.of("delay", 30));
        add("echo", Map.of("delay", 1.5));
        add("echo", Map.of("delay", HOUR, "priority", 4));
        add("echo", Map.of("delay", 5, "timestamp", 1_000));
        add("echo", Map.of("priority", 7));
        add("echo", Map.of("priority", 2_097_151));
        add("echo", Map.of("lifo", true));
        add("echo", Map.of("jobId", "a:b:c"));
        add("echo", Map.of("deduplication", Map.of("id", "simple")));
        add("echo", Map.of("deduplication", Map.of("id", "throttle", "ttl", HOUR)));
        add(
                "echo",
                Map.of(
                        "delay",
                        20,
                        "deduplication",
                        Map.of("id", "debounce", "ttl", 50, "extend", true, "replace", true)));
        add("echo", Map.of("deduplication", Map.of("id", "last", "keepLastIfActive", true)));
        add("echo", Map.of("removeOnComplete", true));
        add("echo", Map.of("removeOnComplete", Map.of("count", 3)));
        add("fail", Map.of());
        add("fail", Map.of("removeOnFail", true));
        add("fail", Map.of("attempts", 3, "backoff", 10));
        add("moveToDelayed", Map.of());
        add("moveToWait", Map.of("priority", 3));
        addFlow(Map.of());
        addFlow(Map.of("delay", 5));
        addFlow(Map.of("priority", 5));
    }

    private void addFlowsThatFail() {
        for (var policy : List.of(
                "failParentOnFailure",
                "continueParentOnFailure",
                "ignoreDependencyOnFailure",
                "removeDependencyOnFailure")) {
            var child = Map.of("name", "fail", "queueName", queue.name(), "opts", Map.of(policy, true));
            SIDES.peer()
                    .call(
                            "addFlow",
                            "queue",
                            queue.name(),
                            "flow",
                            Map.of("name", "echo", "queueName", queue.name(), "children", List.of(child)));
        }
    }

    private void assertClean() {
        assertThat(check.run().findings()).isEmpty();
    }

    @Test
    void atRest() {
        addSomethingOfEverything();
        addFlowsThatFail();
        schedule("every", Map.of("every", HOUR));
        schedule("cron:with:colons", Map.of("pattern", "0 5 * * *", "tz", "Europe/Berlin"));
        schedule("once", Map.of("every", HOUR, "limit", 1));
        assertClean();

        SIDES.peer().pause(queue.name());
        assertClean();
        add("echo", Map.of());
        assertClean();
        SIDES.peer().resume(queue.name());
        assertClean();

        try (var worker = SIDES.peer().startWorker(queue.name(), Map.of("concurrency", 5))) {
            await().atMost(NodePeer.LIMIT)
                    .until(() -> queue.redis().exists(queue.key("wait"), queue.key("active"), queue.key("prioritized"))
                            == 0);
            assertThat(worker.runs()).isNotEmpty();
        }
        assertClean();
        SIDES.peer().call("retryJobs", "queue", queue.name(), "opts", Map.of("state", "completed"));
        assertClean();
        SIDES.peer().call("promoteJobs", "queue", queue.name());
        assertClean();
        for (var id : List.of("every", "cron:with:colons", "once")) {
            SIDES.peer().call("removeJobScheduler", "queue", queue.name(), "scheduler", id);
        }
        assertClean();
        SIDES.peer().drain(queue.name(), true);
        assertClean();
    }

    /** One repair may make another unnecessary. */
    private List<Finding> findAndRepair() {
        var findings = check.run().findings();
        assertThat(findings).allMatch(Finding::repairable);
        findings.stream().sorted(Comparator.comparing(Finding::kind)).forEach(check::repair);
        assertClean();
        return findings;
    }

    private void awaitCompleted(int count) {
        await().atMost(NodePeer.LIMIT).until(() -> queue.redis().zcard(queue.key("completed")) == count);
    }

    /** BullMQ cuts its line by the number of jobs it removed, wherever they were. */
    @Test
    void whatADrainOfBullmqLeavesBehindIsMended() {
        add("echo", Map.of());
        add("echo", Map.of());
        schedule("every", Map.of("every", HOUR));
        SIDES.peer().drain(queue.name(), true);

        assertThat(findAndRepair())
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(
                        FindingKind.ID_WITHOUT_JOB,
                        FindingKind.JOB_IN_NO_STATE,
                        FindingKind.SCHEDULER_WITHOUT_NEXT_RUN);

        try (var worker = SIDES.peer().startWorker(queue.name())) {
            awaitCompleted(1);
            assertThat(worker.runs()).hasSize(1);
        }
        assertClean();
    }

    /** A flow whose child has another living parent: BullMQ adds it and leaves the new parent to wait for nobody. */
    @Test
    void aFlowThatBullmqLeavesStuckIsMended() {
        var child = Map.of("name", "echo", "queueName", queue.name(), "opts", Map.of("jobId", "child"));
        for (var parent : List.of("first", "second")) {
            SIDES.peer()
                    .call(
                            "addFlow",
                            "queue",
                            queue.name(),
                            "flow",
                            Map.of(
                                    "name",
                                    "echo",
                                    "queueName",
                                    queue.name(),
                                    "opts",
                                    Map.of("jobId", parent),
                                    "children",
                                    List.of(child)));
        }

        assertThat(findAndRepair())
                .extracting(Finding::kind, Finding::id)
                .containsExactly(tuple(FindingKind.PARENT_WITHOUT_CHILDREN, "second"));

        try (var worker = SIDES.peer().startWorker(queue.name())) {
            awaitCompleted(3);
            assertThat(worker.runsOf("second")).hasSize(1);
        }
        assertClean();
    }

    @Test
    void nodeWorksOnWithWhatWasMended() {
        var lost = add("echo", Map.of());
        var lostPrioritized = add("echo", Map.of("priority", 5));
        var twice = add("echo", Map.of());
        var behind = add("echo", Map.of("priority", 9));
        var owner = add("echo", Map.of("deduplication", Map.of("id", "once")));
        addFlow(Map.of());
        schedule("every", Map.of("every", HOUR));
        var run = "repeat:every:"
                + (long) queue.redis().zscore(queue.key("repeat"), "every").doubleValue();
        var redis = queue.redis();
        redis.lrem(queue.key("wait"), 0, lost);
        redis.set(queue.key(lost) + ":lock", "nobody");
        redis.zrem(queue.key("prioritized"), lostPrioritized);
        redis.lpush(queue.key("wait"), twice, "no-such-job");
        redis.hset(queue.key(behind), "priority", "2");
        redis.lrem(queue.key("wait"), 0, owner);
        redis.del(queue.key(owner), queue.key(run));
        redis.lrem(queue.key("wait"), 0, run);
        redis.del(queue.key("marker"), queue.key("id"), queue.key("pc"));
        redis.rpush(queue.key("gone:logs"), "row");

        assertThat(findAndRepair())
                .extracting(Finding::kind)
                .contains(
                        FindingKind.ID_WITHOUT_JOB,
                        FindingKind.JOB_IN_NO_STATE,
                        FindingKind.JOB_IN_SEVERAL_STATES,
                        FindingKind.PRIORITY_MISMATCH,
                        FindingKind.LOCK_WITHOUT_ACTIVE_JOB,
                        FindingKind.KEYS_WITHOUT_JOB,
                        FindingKind.DEDUPLICATION_HELD,
                        FindingKind.SCHEDULER_WITHOUT_NEXT_RUN,
                        FindingKind.ID_COUNTER_BEHIND,
                        FindingKind.PRIORITY_COUNTER_BEHIND);

        add("echo", Map.of("deduplication", Map.of("id", "once")));
        try (var worker = SIDES.peer().startWorker(queue.name(), Map.of("concurrency", 3))) {
            awaitCompleted(10);
            for (var id : List.of(lost, lostPrioritized, twice, behind)) {
                assertThat(worker.runsOf(id)).as(id).hasSize(1);
            }
        }
        assertThat(SIDES.peer()
                        .call("getJobSchedulers", "queue", queue.name(), "start", 0, "end", 9, "asc", true)
                        .size())
                .isEqualTo(1);
        assertClean();
    }

    @Test
    void atFullSpeed() {
        schedule("often", Map.of("every", 25));
        schedule("rarely", Map.of("pattern", "* * * * * *"));
        var workers = new ArrayList<NodeWorker>();
        for (int i = 0; i < 2; i++) {
            workers.add(SIDES.peer().startWorker(queue.name(), Map.of("concurrency", 10)));
        }
        var java = SIDES.java(queue);
        java.startWorker(Side.WorkerSetup.DEFAULT.withConcurrency(10));

        var end = System.nanoTime() + LONG.toNanos();
        var jobs = 0L;
        for (int round = 0; round < 3 || System.nanoTime() - end < 0; round++) {
            SIDES.peer()
                    .callAsync(
                            "addBulk",
                            "queue",
                            queue.name(),
                            "jobs",
                            IntStream.range(0, 500)
                                    .mapToObj(n -> Map.of("name", "echo", "data", Map.of("n", n), "opts", Map.of()))
                                    .toList());
            addFlow(Map.of());
            var report = check.run();
            assertThat(report.findings()).as("round %s", round).isEmpty();
            jobs += report.jobs();
            addSomethingOfEverything();
            addFlowsThatFail();
            assertClean();
        }

        assertThat(jobs).isPositive();
        SIDES.peer().call("removeJobScheduler", "queue", queue.name(), "scheduler", "often");
        SIDES.peer().call("removeJobScheduler", "queue", queue.name(), "scheduler", "rarely");
        await().atMost(NodePeer.LIMIT)
                .until(() ->
                        queue.redis().exists(queue.key("wait"), queue.key("active"), queue.key("prioritized")) == 0);
        workers.forEach(NodeWorker::close);
        assertClean();
    }
}
