package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers that share the connection on which they wait work beside BullMQ as others do. */
@RequiresNode
@RedisTest
final class ManyQueuesIT {
    @RegisterExtension
    static final Sides SIDES = new Sides();

    @Test
    void jobsThatNodeAddsToFiftyQueuesAreWorkedAtOnce(TestQueue any) throws Exception {
        var queues = IntStream.range(0, 50).mapToObj(i -> any.another()).toList();
        List<Worker<?>> workers = new ArrayList<>();
        try (var redis = RedisConnection.connect(any.redisUri())) {
            queues.forEach(queue -> workers.add(Worker.of(queue.name(), JsonNode.class, redis, job -> job.data())
                    // Longer than the test: what starts was woken by what Node wrote.
                    .drainDelay(Duration.ofMinutes(1))
                    .start()));
            await().until(() -> any.redis()
                    .clientList()
                    .lines()
                    .anyMatch(line -> line.contains("name=taurine|") && line.split("\\|").length == 51));

            queues.forEach(queue -> SIDES.peer().add(queue.name(), "now", 1));
            queues.forEach(queue -> SIDES.peer().add(queue.name(), "later", 2, Map.of("delay", 200)));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(queues)
                            .allSatisfy(queue -> assertThatQueue(queue).hasCompleted(2)));
            workers.forEach(Worker::close);
        }
    }

    /** One of the many leaves, and its queue is left to Node. */
    @Test
    void aNodeWorkerTakesOverWhatAPausedOneOfManyLeaves(TestQueue any) {
        var queues = IntStream.range(0, 12).mapToObj(i -> any.another()).toList();
        List<Worker<?>> workers = new ArrayList<>();
        try (var redis = RedisConnection.connect(any.redisUri());
                var producer = Queue.of(queues.get(0).name(), Integer.class, redis)) {
            queues.forEach(queue -> workers.add(Worker.of(queue.name(), Integer.class, redis, job -> "by Java")
                    .drainDelay(Duration.ofMinutes(1))
                    .start()));
            SIDES.node(queues.get(0)).startWorker(WorkerSetup.DEFAULT);
            await().until(() -> SIDES.peer().workers(queues.get(0).name()).size() == 1);
            assertThat(producer.getWorkers()).hasSize(2);

            workers.get(0).pause();
            IntStream.range(0, 5).forEach(i -> producer.add("n", i));

            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThatQueue(queues.get(0)).hasCompleted(5));
            workers.forEach(Worker::close);
        }
    }
}
