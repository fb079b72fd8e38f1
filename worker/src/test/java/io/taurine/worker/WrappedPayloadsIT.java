package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadCodec;
import io.taurine.job.codec.CompressingCodec;
import io.taurine.job.codec.EncryptingCodec;
import io.taurine.job.codec.EncryptionKeys;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.testkit.TestQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WrappedPayloadsIT extends OnRedis {

    private static final EncryptionKeys KEYS =
            EncryptionKeys.current("k1", "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
    private static final PayloadCodec ENCRYPTING =
            EncryptingCodec.around(CompressingCodec.around(JacksonPayloadCodec.defaults()), KEYS);

    WrappedPayloadsIT(TestQueue queue) {
        super(queue);
    }

    private Queue<String> open(PayloadCodec codec) {
        var options = QueueOptions.builder().codec(codec).build();
        return Queue.of(queue.name(), String.class, Workbench.redis(), options);
    }

    @Test
    void dataResultAndProgressAreUnreadableInRedisAndReadableHere() {
        bench.start(bench.worker(job -> {
                    job.updateProgress(Map.of("step", 1));
                    job.updateData("next " + job.data());
                    return "result of " + job.data();
                })
                .codec(ENCRYPTING));

        try (var encrypted = open(ENCRYPTING)) {
            var job = encrypted.add("work", "secret");

            assertThat(job.waitUntilFinished(Duration.ofSeconds(10), String.class))
                    .contains("result of secret");
            var stored = encrypted.getJob(job.id()).orElseThrow();
            assertThat(stored.data()).isEqualTo("next secret");
            assertThat(stored.progress(Map.class)).contains(Map.of("step", 1));
            assertThat(stored.fields().values()).noneMatch(text -> text.contains("secret") || text.contains("step"));
        }
        assertThat(bench.events()).noneMatch(event -> event.contains("secret") || event.contains("step"));
    }

    @Test
    void aPayloadThatWasChangedFailsItsJobWithTheReasonAndNoOther() {
        try (var encrypted = open(ENCRYPTING)) {
            var changed = encrypted.add("work", "x").id();
            var text = queue.redis().hget(queue.key(changed), "data");
            var at = text.indexOf("\"data\":\"") + 8;
            var other = text.charAt(at) == 'A' ? 'B' : 'A';
            queue.redis().hset(queue.key(changed), "data", text.substring(0, at) + other + text.substring(at + 1));
            var plain = bench.add("plain");
            var good = encrypted.add("work", "good").id();

            bench.start(bench.worker(ActiveJob::data).codec(ENCRYPTING));

            await().untilAsserted(() -> {
                assertThatJob(queue, changed).isFailed().hasFailedReasonContaining("The encrypted payload was changed");
                assertThatJob(queue, plain).isFailed().hasFailedReasonContaining("The payload is not encrypted");
                assertThatJob(queue, good).isCompleted();
            });
        }
    }

    @Test
    void largePayloadsTakeLessRoomAndPlainOnesAreStillRead() {
        var compressing = CompressingCodec.around(JacksonPayloadCodec.defaults());
        bench.start(bench.worker(job -> job.data().length()).codec(compressing));

        try (var compressed = open(compressing)) {
            var large = compressed.add("work", "again ".repeat(10_000)).id();
            var plain = bench.add("plain");

            await().untilAsserted(() -> {
                assertThatJob(queue, large).isCompleted().hasReturnValue("60000");
                assertThatJob(queue, plain).isCompleted().hasReturnValue("5");
            });
            assertThat(queue.redis().hstrlen(queue.key(large), "data")).isLessThan(500);
        }
    }
}
