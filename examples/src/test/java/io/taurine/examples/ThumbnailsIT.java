package io.taurine.examples;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The test that docs/testing.md shows. */
// snippet: testing
@RedisTest
class ThumbnailsIT {
    @Test
    void resizesThePicture(TestQueue queue) {
        try (var redis = RedisConnection.connect(queue.redisUri());
                var pictures = Queue.of(queue.name(), String.class, redis);
                var worker = Worker.of(queue.name(), String.class, redis, job -> Map.of("width", 100))
                        .start()) {
            var id = pictures.add("resize", "cat.png").id();

            await().untilAsserted(() ->
                    assertThatJob(queue, id).isCompleted().hasAttemptsMade(1).hasReturnValue("{\"width\": 100}"));
        }
        assertThatQueue(queue).hasFailed(0).eachJobIsInExactlyOneState();
    }
}
// end
