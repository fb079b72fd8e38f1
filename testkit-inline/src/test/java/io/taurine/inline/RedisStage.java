package io.taurine.inline;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;

/** On a real Redis: what holds, holds before long. */
final class RedisStage extends Stage {

    private final TestQueue queue = opened(TestQueue.create("contract"));
    private final RedisConnection connection = opened(RedisConnection.connect(queue.redisUri()));

    @Override
    RedisConnection connection() {
        return connection;
    }

    @Override
    RedisCommands<String, String> commands() {
        return queue.redis();
    }

    @Override
    String queueName() {
        return queue.name();
    }

    @Override
    void eventually(ThrowingRunnable holds) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(holds);
    }

    /** It passes by itself, and {@link #eventually} waits for what comes of it. */
    @Override
    void pass(Duration shortWhile) {}
}
