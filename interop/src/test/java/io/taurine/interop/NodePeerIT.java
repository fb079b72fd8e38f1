package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The peer itself: BullMQ against BullMQ, so that a failure elsewhere is not the driver's. */
@RequiresNode
@RedisTest
final class NodePeerIT {
    private static NodePeer peer;

    private final TestQueue keys;
    private final String queue;

    NodePeerIT(TestQueue keys) {
        this.keys = keys;
        this.queue = keys.name();
    }

    @BeforeAll
    static void startPeer() {
        peer = NodePeer.start(TestRedis.shared());
    }

    @AfterAll
    static void closePeer() {
        peer.close();
    }

    @Test
    void runsAJobAndShowsItsResult() {
        try (var worker = peer.startWorker(queue, Map.of("name", "n1"))) {
            var id = peer.add(queue, "echo", Map.of("a", 1), Map.of("attempts", 3));

            worker.awaitReported("completed", id);

            assertThat(worker.runsOf(id)).hasSize(1);
            assertThat(peer.job(queue, id)).hasValueSatisfying(job -> {
                assertThat(job.path("state").asText()).isEqualTo("completed");
                assertThat(job.at("/returnvalue/a").asInt()).isEqualTo(1);
                assertThat(job.path("attemptsMade").asInt()).isEqualTo(1);
                assertThat(job.path("processedBy").asText()).isEqualTo("n1");
            });
            assertThat(peer.workers(queue)).hasSize(1);
        }
    }

    @Test
    void deliversTheEventsOfAQueueInOrder() {
        var events = peer.startEvents(queue);
        var id = peer.add(queue, "retried", Map.of("do", "failTimes", "times", 1), Map.of("attempts", 2));

        try (var worker = peer.startWorker(queue)) {
            events.await("completed", id);

            assertThat(worker.runsOf(id)).hasSize(2);
            assertThat(events.namesOf(id))
                    .containsExactly("added", "waiting", "active", "waiting", "active", "completed");
        }
    }

    @Test
    void countsAndListsJobsByType() {
        peer.addBulk(queue, List.of(Map.of("name", "a"), Map.of("name", "b", "opts", Map.of("delay", 60_000))));

        assertThat(peer.counts(queue)).containsEntry("waiting", 1L).containsEntry("delayed", 1L);
        assertThat(peer.jobs(queue, "delayed"))
                .extracting(job -> job.path("name").asText())
                .containsExactly("b");
    }

    @Test
    void waitsForAJobThatFails() {
        var id = peer.add(queue, "fail", Map.of("message", "no luck"));
        var outcome = peer.waitUntilFinished(queue, id, Duration.ofSeconds(10));

        try (var worker = peer.startWorker(queue)) {
            worker.awaitReported("failed", id);

            assertThatThrownBy(() -> outcome.orTimeout(10, TimeUnit.SECONDS).join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(NodePeerException.class)
                    .hasMessageContaining("no luck");
        }
    }

    @Test
    void reportsWhatBullRefusesWithItsErrorCode() {
        var id = peer.add(queue, "a", Map.of());

        assertThatThrownBy(() -> peer.retry(queue, id, "failed"))
                .isInstanceOfSatisfying(
                        NodePeerException.class,
                        refused -> assertThat(refused.code()).isEqualTo(-3));
    }

    @Test
    void claimsAndFinishesByHand() {
        var id = peer.add(queue, "a", Map.of());
        var worker = peer.startWorker(queue, Map.of("manual", true));

        var claimed = worker.claim("my-token");
        peer.call("moveToCompleted", "worker", worker.id(), "job", id, "value", 42, "token", "my-token");

        assertThat(claimed.path("id").asText()).isEqualTo(id);
        assertThat(worker.claim("my-token").isNull()).isTrue();
        assertThat(peer.job(queue, id).map(job -> job.path("returnvalue").asInt()))
                .isEqualTo(Optional.of(42));
    }

    @Test
    void aKilledPeerLeavesItsJobActiveAndLocked() {
        var id = peer.add(queue, "hang", Map.of());
        var vanishing = NodePeer.start(TestRedis.shared());
        vanishing.startWorker(queue).awaitRunOf(id);

        vanishing.kill();

        assertThat(peer.state(queue, id)).isEqualTo("active");
        assertThat(peer.dump(queue).at("/keys").has(id + ":lock")).isTrue();
        assertThatThrownBy(() -> vanishing.state(queue, id)).hasMessageContaining("the peer is gone");
        vanishing.close();
    }

    @Test
    void dumpsOfTwoQueuesAreEqualWhenTheSameWasDone() {
        var other = keys.another().name();

        assertThat(dumpAfterSomeWork(queue)).isEqualTo(dumpAfterSomeWork(other));
    }

    private static JsonNode dumpAfterSomeWork(String queue) {
        peer.add(queue, "fail", Map.of("x", List.of(1, "two")), Map.of("attempts", 2, "backoff", 60_000));
        peer.add(queue, "later", Map.of(), Map.of("delay", 60_000));
        peer.add(queue, "urgent", Map.of(), Map.of("priority", 3));
        try (var worker = peer.startWorker(queue)) {
            worker.awaitReported("failed", "1");
            worker.awaitReported("completed", "3");
        }
        return peer.dump(queue, "marker", "stalled-check");
    }
}
