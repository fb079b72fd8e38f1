package io.taurine.worker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is killed (SIGKILL) and started again with what its append-only file holds. */
class RedisKilledIT {

    @TempDir
    private Path dir;

    @Test
    void nothingIsLostOrDoneTwiceAndTheWorkerGoesOnByItself() throws Exception {
        try (var redis = EmbeddedRedis.builder()
                        .appendOnly(dir, EmbeddedRedis.Fsync.ALWAYS)
                        .start();
                var queue = TestQueue.create("redisKilled", redis.uri());
                var bench = new Bench(queue)) {
            var heard = new Heard();
            List<QueueEvent> events = new CopyOnWriteArrayList<>();
            bench.closing(QueueEvents.open(queue.name(), bench.connect(redis.uri()), events::add));
            bench.start(bench.worker(redis.uri(), Bench::brief)
                    .concurrency(10)
                    .maxStalledCount(10)
                    .listener(heard));
            Set<String> reported = ConcurrentHashMap.newKeySet();
            var producers = Executors.newFixedThreadPool(4);
            var adds = bench.producer();
            for (int from = 0; from < 4; from++) {
                int first = from * 250;
                producers.execute(() -> IntStream.range(first, first + 250).forEach(i -> add(adds, i, reported)));
            }
            producers.shutdown();

            Bench.eventually().until(() -> bench.completed() > 200);
            redis.kill();
            redis.restart();
            Bench.eventually().until(() -> bench.completed() > 600);
            redis.kill();
            redis.restart();

            Bench.eventually().until(producers::isTerminated);
            assertThat(reported).hasSize(1000);
            bench.awaitEachCompletedOnce(reported);
            // What was recorded without the reply arriving was recognised all the same.
            Bench.eventually().until(() -> heard.completed.size() >= 990);
            assertThat(heard.completed).doesNotHaveDuplicates();
            var stream = queue.redis().xrange(queue.key("events"), Range.unbounded());
            Bench.eventually().until(() -> events.size() >= stream.size());
            assertThat(events)
                    .extracting(QueueEvent::id)
                    .as("no event twice, none missed")
                    .containsExactlyElementsOf(
                            stream.stream().map(StreamMessage::getId).toList());
        }
    }

    /** Adds it as a careful producer does: again under the same id until it is said to be there. */
    private static void add(Queue<Integer> producer, int number, Set<String> reported) {
        while (true) {
            try {
                var options = JobOptions.builder().jobId("job-" + number).build();
                reported.add(producer.add("number", number, options).id());
                return;
            } catch (RedisUnavailableException e) {
                // Again: bounded by the test's own deadline.
            }
        }
    }
}
