package io.taurine.inline;

import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import org.awaitility.core.ThrowingRunnable;

/** In memory: what holds, holds at once. */
final class InlineStage extends Stage {

    private final InlineJobs jobs = opened(InlineJobs.inline());

    @Override
    RedisConnection connection() {
        return jobs.connection();
    }

    @Override
    RedisCommands<String, String> commands() {
        return jobs.look(queueName()).redis();
    }

    @Override
    String queueName() {
        return "contract";
    }

    @Override
    void eventually(ThrowingRunnable holds) {
        try {
            holds.run();
        } catch (Throwable e) {
            throw e instanceof Error error ? error : new AssertionError(e);
        }
    }

    @Override
    void pass(Duration shortWhile) {
        jobs.clock().advance(shortWhile);
    }
}
