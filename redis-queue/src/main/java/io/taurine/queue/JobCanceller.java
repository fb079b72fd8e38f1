package io.taurine.queue;

import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.concurrent.CompletableFuture;

/** Cancels jobs wherever they are. How the signal reaches a worker is told in docs/decisions/. */
final class JobCanceller {

    private static final String REDIS_CLOCK = "";

    private final LettuceConnection redis;
    private final QueueKeys keys;

    JobCanceller(LettuceConnection redis, QueueKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    CompletableFuture<CancelOutcome> cancel(String id, CancelOptions options) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("job id must not be empty");
        }
        return redis.run(
                        Scripts.CANCEL,
                        keys,
                        keys.base(),
                        REDIS_CLOCK,
                        id,
                        options.reason(),
                        options.remove() ? "1" : "")
                .thenApply(reply -> {
                    var outcome = String.valueOf(Replies.single(reply));
                    return switch (outcome) {
                        case "CHILD_LOCKED" -> throw new JobLockedException(keys.queue(), id, "cancel");
                        case "SCHEDULER_RUN" -> throw new SchedulerJobException(keys.queue(), id);
                        default -> CancelOutcome.valueOf(outcome);
                    };
                });
    }
}
