package io.taurine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.PartitionedQueue;
import io.taurine.queue.Partitions;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each partition is a queue that BullMQ adds to and works on, and Node finds the partition of a key by itself. */
@RequiresNode
@RedisTest
final class PartitionsAcrossLanguagesIT {

    private static final int COUNT = 4;

    @RegisterExtension
    static final Sides SIDES = new Sides();

    private final String name;
    private final Partitions partitions;
    private final PartitionedQueue<JsonNode> queue;

    PartitionsAcrossLanguagesIT(TestQueue test) {
        name = test.name();
        partitions = Partitions.of(name, COUNT);
        IntStream.range(0, COUNT).forEach(i -> test.under(partitions.prefixOf(i)));
        queue = PartitionedQueue.of(name, COUNT, JsonNode.class, SIDES.redis());
    }

    @AfterEach
    void close() {
        queue.close();
    }

    private static JsonNode node(String op, Object... namesAndValues) {
        return SIDES.peer().call(op, namesAndValues);
    }

    @Test
    void nodeFindsThePartitionOfAKey() {
        var keys = new ArrayList<>(List.of("ada", "customer-42", "Ä", "日本", "😀", " ", "a:b{c}"));
        IntStream.range(0, 500).mapToObj(i -> "customer-" + i * 7919).forEach(keys::add);
        for (int count : new int[] {1, 2, 3, 4, 8, 16, 100}) {
            var ours = Partitions.of(name, count);

            var theirs = node("partitionsOf", "keys", keys, "partitions", count, "queue", name);

            for (int i = 0; i < keys.size(); i++) {
                var partition = ours.ofKey(keys.get(i));
                assertThat(theirs.path("partitions").path(i).asInt())
                        .as("partition of %s, of %s", keys.get(i), count)
                        .isEqualTo(partition);
                assertThat(theirs.path("prefixes").path(partition).asText()).isEqualTo(ours.prefixOf(partition));
            }
        }
    }

    @Test
    void theDocsShowWhatNodeUsesHere() throws IOException {
        var root = Path.of("..");
        var peer = Files.readString(root.resolve("interop/peer/partitions.mjs"));
        var functions = peer.substring(peer.indexOf("// from here\n") + 13, peer.indexOf("// to here"));

        assertThat(Files.readString(root.resolve("docs/partitions.md"))).contains(functions);
    }

    @Test
    void javaWorksWhatNodeAddsToAnyPartition() {
        for (int i = 0; i < COUNT; i++) {
            node("add", "queue", name, "prefix", partitions.prefixOf(i), "name", "n", "data", Map.of("from", i));
        }

        try (var worker = Worker.of(
                        name,
                        JsonNode.class,
                        SIDES.redis(),
                        job -> job.data().path("from").asInt() * 10)
                .concurrency(2)
                .startPartitioned(COUNT)) {
            assertThat(worker.isRunning()).isTrue();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> queue.getJobCounts().of(JobState.COMPLETED) == COUNT);
        }

        for (int i = 0; i < COUNT; i++) {
            var seen = node("getJob", "queue", name, "prefix", partitions.prefixOf(i), "job", "1");
            assertThat(seen.path("state").asText()).isEqualTo("completed");
            assertThat(seen.path("returnvalue").asInt()).isEqualTo(i * 10);
        }
    }

    @Test
    void nodeWorksWhatJavaAddsByKey() {
        var handle = queue.forKey("customer-42").add("echo", Json.parse("{\"a\":1}"));
        var prefix = partitions.prefixOf(partitions.ofKey("customer-42"));

        node("startWorker", "queue", name, "prefix", prefix, "options", Map.of());

        assertThat(handle.waitUntilFinished(Duration.ofSeconds(20), JsonNode.class))
                .isPresent();
        assertThat(node("getJob", "queue", name, "prefix", prefix, "job", handle.id())
                        .path("state")
                        .asText())
                .isEqualTo("completed");
    }

    @Test
    void eachFindsTheDuplicatesOfTheOther() {
        var id = "invoice-7";
        var prefix = node("partitionsOf", "keys", List.of(id), "partitions", COUNT, "queue", name)
                .path("prefixes")
                .path(partitions.ofKey(id))
                .asText();
        node("add", "queue", name, "prefix", prefix, "name", "n", "data", Map.of(), "opts", Map.of("jobId", id));

        var again =
                queue.add("n", Json.parse("{}"), JobOptions.builder().jobId(id).build());

        assertThat(again.isNew()).isFalse();
        assertThat(queue.getJobCounts().total()).isEqualTo(1);
    }

    @Test
    void eachSeesThatTheOtherPaused() {
        queue.pause();
        for (int i = 0; i < COUNT; i++) {
            assertThat(node("isPaused", "queue", name, "prefix", partitions.prefixOf(i))
                            .asBoolean())
                    .isTrue();
            node("resume", "queue", name, "prefix", partitions.prefixOf(i));
        }

        assertThat(queue.isPaused()).isFalse();
    }
}
