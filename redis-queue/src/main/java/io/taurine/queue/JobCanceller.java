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
    private final TreeRemover trees;

    JobCanceller(LettuceConnection redis, QueueKeys keys, TreeRemover trees) {
        this.redis = redis;
        this.keys = keys;
        this.trees = trees;
    }

    CompletableFuture<CancelOutcome> cancel(String id, CancelOptions options) {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("job id must not be empty");
        }
        return cancel(id, options, TreeRemover.AT_ONCE);
    }

    private CompletableFuture<CancelOutcome> cancel(String id, CancelOptions options, int limit) {
        return redis.run(
                        Scripts.CANCEL,
                        keys,
                        keys.base(),
                        REDIS_CLOCK,
                        id,
                        options.reason(),
                        options.remove() ? "1" : "",
                        Integer.toString(limit))
                .thenCompose(reply -> {
                    var outcome = String.valueOf(Replies.single(reply));
                    return switch (outcome) {
                        case "CHILD_LOCKED" -> throw new JobLockedException(keys.queue(), id, "cancel");
                        case "SCHEDULER_RUN" -> throw new SchedulerJobException(keys.queue(), id);
                        case "TREE_TOO_LARGE" -> smaller(id, options, limit);
                        default -> CompletableFuture.completedFuture(CancelOutcome.valueOf(outcome));
                    };
                });
    }

    private CompletableFuture<CancelOutcome> smaller(String id, CancelOptions options, int limit) {
        if (limit == TreeRemover.MAX_DEPTH) {
            throw new IllegalStateException("The children of job " + id + " in queue " + keys.queue()
                    + " grow faster than they can be removed. cancel");
        }
        return trees.shrink(id, "cancel").thenCompose(done -> cancel(id, options, TreeRemover.MAX_DEPTH));
    }
}
