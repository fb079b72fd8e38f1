package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.CancelOptions;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.Queue;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cancel is ours alone; what it leaves behind must be right for BullMQ, and must not disturb its workers. */
@RequiresNode
@RedisTest
final class CancelAcrossLanguagesIT {

    private static final String REASON = "not needed any more";

    @RegisterExtension
    static final Sides SIDES = new Sides();

    private final TestQueue test;
    private final NodePeer node = SIDES.peer();
    private final Queue<Object> queue;

    CancelAcrossLanguagesIT(TestQueue test) {
        this.test = test;
        this.queue = Queue.of(test.name(), Object.class, SIDES.redis());
    }

    @BeforeEach
    void openQueue() {
        node.call("open", "queue", test.name());
    }

    @AfterEach
    void closeQueue() {
        queue.close();
    }

    private JsonNode nodesView(String id) {
        return node.job(test.name(), id).orElseThrow();
    }

    @Test
    void nodeHearsOfTheCancelOfItsWaitingJobAndOfItsEnd() throws Exception {
        var events = node.startEvents(test.name());
        var id = node.add(test.name(), "later", Map.of("n", 1), Map.of("delay", 3_600_000));
        var finished = node.waitUntilFinished(test.name(), id, NodePeer.LIMIT);
        // BullMQ misses an end that comes between its look at the job and its first read of the stream.
        await().until(() -> test.redis()
                .clientList()
                .lines()
                .filter(line -> line.contains(":qe "))
                .anyMatch(line -> line.contains("flags=b")));

        assertThat(queue.cancel(id, REASON)).isEqualTo(CancelOutcome.FAILED);

        assertThat(events.await("cancelled", id).path("reason").asText()).isEqualTo(REASON);
        assertThat(events.await("failed", id).path("failedReason").asText()).isEqualTo(REASON);
        events.await("retries-exhausted", id);
        assertThat(events.namesOf(id)).containsExactly("added", "delayed", "cancelled", "failed", "retries-exhausted");
        assertThatThrownBy(() -> finished.get(NodePeer.LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining(REASON);
        var job = nodesView(id);
        assertThat(job.path("state").asText()).isEqualTo("failed");
        assertThat(job.path("failedReason").asText()).isEqualTo(REASON);
        assertThat(job.path("finishedOn").isNumber()).isTrue();
        assertThat(job.path("attemptsMade").asInt()).isEqualTo(1);
    }

    @Test
    void nodeRetriesACancelledJobAndRunsIt() {
        var id = node.add(test.name(), "echo", Map.of("n", 1));
        queue.cancel(id, REASON);

        node.retry(test.name(), id, "failed");
        try (var worker = node.startWorker(test.name())) {
            worker.awaitReported("completed", id);
        }

        assertThatJob(test, id).isCompleted();
    }

    @Test
    void nodeHearsThatACancelledJobWasRemoved() {
        var events = node.startEvents(test.name());
        var id = node.add(test.name(), "echo", Map.of("n", 1));

        queue.cancel(id, CancelOptions.builder().reason(REASON).remove(true).build());

        assertThat(events.await("removed", id).path("prev").asText()).isEqualTo("wait");
        assertThat(node.job(test.name(), id)).isEmpty();
    }

    @Test
    void aNodeWorkerIsNotDisturbedAndMayComplete() {
        try (var worker = node.startWorker(test.name())) {
            var id = node.add(test.name(), "gate", Map.of("gate", test.name()));
            worker.awaitRunOf(id);

            assertThat(queue.cancel(id, REASON)).isEqualTo(CancelOutcome.MARKED);
            node.openGate(test.name());

            worker.awaitReported("completed", id);
            assertThat(worker.errors()).isEmpty();
            assertThat(nodesView(id).path("state").asText()).isEqualTo("completed");
        }
    }

    @Test
    void aJobThatFailsOnANodeWorkerAfterItsCancelIsNotRunAgain() {
        try (var worker = node.startWorker(test.name())) {
            var id = node.add(test.name(), "gateThenFail", Map.of("gate", test.name()), Map.of("attempts", 3));
            worker.awaitRunOf(id);

            assertThat(queue.cancel(id, REASON)).isEqualTo(CancelOutcome.MARKED);
            node.openGate(test.name());

            await().untilAsserted(() ->
                    assertThatJob(test, id).isFailed().hasFailedReason(REASON).doesNotHaveField("defa"));
            assertThat(worker.runsOf(id)).hasSize(1);
        }
    }

    @Test
    void aMarkedJobThatANodeWorkerPutBackIsRefusedByAJavaWorkerToo() {
        var worker = node.startWorker(test.name());
        var id =
                node.add(test.name(), "gateThenFail", Map.of("gate", test.name()), Map.of("attempts", 3, "backoff", 1));
        worker.awaitRunOf(id);
        queue.cancel(id, REASON);
        queue.pause();
        node.openGate(test.name());
        worker.awaitReported("failed", id);
        worker.close();
        queue.resume();
        var ran = new CountDownLatch(1);

        try (var java = Worker.of(test.name(), Object.class, SIDES.redis(), job -> {
                    ran.countDown();
                    return null;
                })
                .start()) {
            await().untilAsserted(() -> assertThatJob(test, id).isFailed().hasFailedReason(REASON));
            assertThat(java.isRunning()).isTrue();
        }

        assertThat(ran.getCount()).isEqualTo(1);
    }

    @Test
    void aCancelForAJavaWorkerLeavesTheNodeWorkerBesideItAlone() throws Exception {
        var running = new CountDownLatch(1);
        try (var worker = node.startWorker(test.name())) {
            var nodes = node.add(test.name(), "gate", Map.of("gate", test.name()));
            worker.awaitRunOf(nodes);
            try (var java = Worker.of(test.name(), Object.class, SIDES.redis(), job -> {
                        running.countDown();
                        new CountDownLatch(1).await();
                        return null;
                    })
                    .start()) {
                var javas = node.add(test.name(), "echo", Map.of("n", 2), Map.of("attempts", 3));
                assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();

                await().until(() -> queue.cancel(javas, REASON) == CancelOutcome.SIGNALLED || java.runningJobs() == 0);

                await().untilAsserted(
                                () -> assertThatJob(test, javas).isFailed().hasFailedReason(REASON));
                assertThat(nodesView(javas).path("failedReason").asText()).isEqualTo(REASON);
                assertThat(nodesView(nodes).path("state").asText()).isEqualTo("active");
            }
            node.openGate(test.name());
            worker.awaitReported("completed", nodes);
            assertThat(worker.errors()).isEmpty();
        }
    }

    @Test
    void aDeduplicationIdOfNodesIsFreeAgain() {
        var options = Map.of("deduplication", Map.of("id", "once"));
        var first = node.add(test.name(), "echo", Map.of(), options);
        assertThat(node.add(test.name(), "echo", Map.of(), options)).isEqualTo(first);

        queue.cancel(first, REASON);

        assertThat(node.add(test.name(), "echo", Map.of(), options)).isNotEqualTo(first);
    }

    /** Whatever BullMQ does to the parent of a child that fails for good, the cancel of that child does too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "failParentOnFailure",
                "continueParentOnFailure",
                "ignoreDependencyOnFailure",
                "removeDependencyOnFailure"
            })
    void aCancelledChildTreatsItsParentAsOneThatFails(String policy) {
        var children = test.another();
        var cancelled = flow(policy, children);
        try (var childQueue = Queue.of(children.name(), Object.class, SIDES.redis())) {
            assertThat(childQueue.cancel(cancelled.child(), REASON)).isEqualTo(CancelOutcome.FAILED);
        }
        var failed = flow(policy, children);
        try (var worker = node.startWorker(children.name())) {
            worker.awaitReported("failed", failed.child());
        }

        assertThat(parent(cancelled)).isEqualTo(parent(failed));
    }

    private record Flow(String parent, String child) {}

    private Flow flow(String policy, TestQueue children) {
        Map<String, Object> options = policy.isEmpty() ? Map.of() : Map.of(policy, true);
        var tree = node.call(
                "addFlow",
                "flow",
                Map.of(
                        "name",
                        "parent",
                        "queueName",
                        test.name(),
                        "children",
                        List.of(Map.of(
                                "name",
                                "unrecoverable",
                                "queueName",
                                children.name(),
                                "data",
                                Map.of("message", REASON),
                                "opts",
                                options))));
        return new Flow(
                tree.path("id").asText(),
                tree.path("children").path(0).path("id").asText());
    }

    /** All that is known of a parent, without what tells one flow from another. */
    private Map<String, Object> parent(Flow flow) {
        var redis = test.redis();
        var key = test.key(flow.parent());
        var seen = new TreeMap<String, Object>();
        seen.put("state", node.state(test.name(), flow.parent()));
        seen.put("hash", redis.hgetall(key));
        seen.put("dependencies", redis.smembers(key + ":dependencies"));
        seen.put("processed", redis.hgetall(key + ":processed"));
        seen.put("failed", redis.hgetall(key + ":failed"));
        seen.put("unsuccessful", redis.zrange(key + ":unsuccessful", 0, -1));
        seen.replaceAll((name, value) -> value.toString()
                .replace(flow.parent(), "PARENT")
                .replace(flow.child(), "CHILD")
                .replaceAll("timestamp=\\d+", "timestamp=T"));
        return seen;
    }
}
