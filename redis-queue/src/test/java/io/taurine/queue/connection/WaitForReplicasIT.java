package io.taurine.queue.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Adds that end only when replicas have the job. What a failover makes of them is seen in the worker's tests. */
class WaitForReplicasIT {

    private static RedisOptions waitingFor(int replicas) {
        return RedisOptions.builder()
                .commandTimeout(Duration.ofSeconds(2))
                .waitForReplicas(replicas, Duration.ofMillis(100))
                .build();
    }

    private static EmbeddedRedis startMaster() {
        // By default it lets a new replica wait five seconds, for others that may want the same data.
        return EmbeddedRedis.builder().setting("repl-diskless-sync-delay", "0").start();
    }

    @Test
    void anAddWithoutItsReplicaFailsAndCanBeRepeatedOnceThereIsOne() {
        try (var master = startMaster();
                var redis = RedisConnection.connect(master.uri(), waitingFor(1));
                var queue = Queue.of("mail", String.class, redis);
                var flows = FlowProducer.of(redis)) {
            var options = JobOptions.builder().jobId("once").build();

            assertThatExceptionOfType(RedisUnavailableException.class)
                    .isThrownBy(() -> queue.add("n", "x", options))
                    .matches(RedisUnavailableException::outcomeUnknown)
                    .withMessageContaining("0 of 1 replicas confirmed it within 100 ms");
            assertThatExceptionOfType(RedisUnavailableException.class)
                    .isThrownBy(
                            () -> flows.add(FlowNode.of("n", "tree").data("x").build()))
                    .matches(RedisUnavailableException::outcomeUnknown);
            try (var replica = EmbeddedRedis.builder()
                    .setting("replicaof", "127.0.0.1 " + master.port())
                    .start()) {
                var client = TestQueue.create("any", master.uri()).redis();
                assertThat(client.waitForReplication(1, 20_000)).isEqualTo(1);

                // A busy machine may need more than the tenth of a second now and then.
                await().ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                        .until(() -> queue.add("n", "x", options).id().equals("once"));
                assertThat(queue.getJobCounts().of(JobState.WAITING)).isEqualTo(1);
                var copy = TestQueue.create("any", replica.uri()).redis();
                assertThat(copy.exists("bull:mail:once")).isEqualTo(1);
            }
        }
    }

    @Test
    void anAddGoesOnWhenItsServerIsBack() {
        try (var server = startMaster();
                var replica = EmbeddedRedis.builder()
                        .setting("replicaof", "127.0.0.1 " + server.port())
                        .start();
                var redis = RedisConnection.connect(
                        server.uri(),
                        RedisOptions.builder()
                                .waitForReplicas(1, Duration.ofSeconds(8))
                                .build());
                var queue = Queue.of("mail", String.class, redis)) {
            queue.add("n", "before");
            server.kill();
            // What is sent before the client has seen the end may have been carried out or not, and is not sent again.
            await().until(() -> !redis.isOpen());
            var late = queue.addAsync("n", "meanwhile").toCompletableFuture();
            server.restart();

            assertThat(late.join().id()).isEqualTo("1");
            assertThat(TestQueue.create("any", replica.uri()).redis().exists("bull:mail:1"))
                    .isEqualTo(1);
        }
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOptions.builder().waitForReplicas(-1, Duration.ofSeconds(1)))
                .withMessage("replicas must be 0 to 100, was -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOptions.builder().waitForReplicas(1, Duration.ZERO))
                .withMessage("timeout must be between 1 ms and 10 min, was PT0S");
    }
}
