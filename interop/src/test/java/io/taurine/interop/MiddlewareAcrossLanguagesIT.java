package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.UnrecoverableException;
import io.taurine.job.codec.CompressingCodec;
import io.taurine.job.codec.EncryptingCodec;
import io.taurine.job.codec.EncryptionKeys;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What travels beside the payload, and payloads that only one side can read. */
@RequiresNode
@RedisTest
final class MiddlewareAcrossLanguagesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    @Test
    void aNodeWorkerSeesTheContextOfAJavaProducer(TestQueue queue) {
        var options = QueueOptions.builder()
                .interceptor(call -> call.map(job -> job.withContext("tenant", "acme")))
                .build();
        try (var ours = Queue.of(queue.name(), JsonNode.class, SIDES.redis(), options);
                var worker = SIDES.peer().startWorker(queue.name(), Map.of())) {
            var id = ours.add("context", Json.of(Map.of())).id();

            await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("{\"tenant\":\"acme\"}"));
            assertThat(worker).isNotNull();
        }
    }

    @Test
    void aContextOfNodeReachesAJavaWorkerThroughAFailureAndARetryByNode(TestQueue queue) {
        var opts = Map.of("taurineContext", Map.of("tenant", "acme"));
        var id = SIDES.peer().add(queue.name(), "fail", Map.of(), opts);
        try (var worker = SIDES.peer().startWorker(queue.name(), Map.of())) {
            await().untilAsserted(() -> assertThatJob(queue, id).isFailed());
            assertThat(worker).isNotNull();
        }
        SIDES.peer().retry(queue.name(), id, "failed");

        try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), job -> "ran")
                .interceptor((job, next) -> next.process(job) + " for "
                        + job.job().options().context().get("tenant"))
                .start()) {
            await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"ran for acme\""));
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void aJobOfNodeThatAJavaWorkerRefusesHasFailedForNodeToo(TestQueue queue) {
        var node = SIDES.peer();
        var events = node.startEvents(queue.name());
        var bad = node.add(queue.name(), "echo", Map.of("pieces", 0), Map.of("attempts", 5));
        var good = node.add(queue.name(), "echo", Map.of("pieces", 2), Map.of("attempts", 5));

        try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), job -> job.data())
                .interceptor((job, next) -> {
                    if (job.data().path("pieces").asInt() < 1) {
                        throw new UnrecoverableException("pieces must be 1 or more");
                    }
                    return next.process(job);
                })
                .start()) {
            assertThat(events.await("failed", bad).path("failedReason").asText())
                    .isEqualTo("pieces must be 1 or more");
            events.await("completed", good);
            assertThat(worker.isRunning()).isTrue();
        }

        var seen = node.job(queue.name(), bad).orElseThrow();
        assertThat(seen.path("state").asText()).isEqualTo("failed");
        assertThat(seen.path("attemptsMade").asInt()).isEqualTo(1);
    }

    @Test
    void anEncryptedPayloadPassesThroughNodeUnharmed(TestQueue queue) {
        var codec = EncryptingCodec.around(
                CompressingCodec.around(JacksonPayloadCodec.defaults()),
                EncryptionKeys.current("k", "0123456789abcdef".getBytes(StandardCharsets.UTF_8)));
        var options = QueueOptions.builder().codec(codec).build();
        var secret = "again ".repeat(1000);
        try (var ours = Queue.of(queue.name(), String.class, SIDES.redis(), options);
                var worker = SIDES.peer().startWorker(queue.name(), Map.of())) {
            var job = ours.add("echo", secret);

            assertThat(job.waitUntilFinished(Duration.ofSeconds(20), String.class))
                    .contains(secret);
            var seen = SIDES.peer().job(queue.name(), job.id()).orElseThrow().path("data");
            assertThat(seen.path("taurineCodec").asText()).isEqualTo("aes-gcm");
            SIDES.peer().call("updateData", "queue", queue.name(), "job", job.id(), "data", seen);
            assertThat(ours.getJob(job.id()).orElseThrow().data()).isEqualTo(secret);
            assertThat(worker).isNotNull();
        }
    }
}
