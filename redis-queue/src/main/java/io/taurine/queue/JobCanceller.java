package io.taurine.queue;

import io.taurine.queue.connection.RedisServer;
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
                        Integer.toString(limit),
                        options.onlyStart().isPresent()
                                ? Integer.toString(options.onlyStart().getAsInt())
                                : "")
                .thenCompose(reply -> {
                    var outcome = String.valueOf(Replies.single(reply));
                    return switch (outcome) {
                        case "CHILD_LOCKED" -> throw new JobLockedException(keys.queue(), id, "cancel");
                        case "SCHEDULER_RUN" -> throw new SchedulerJobException(keys.queue(), id);
                        case "TREE_TOO_LARGE" -> smaller(id, options, limit);
                        case "MARKED" ->
                            isHeardElsewhere(id)
                                    .thenApply(heard -> heard ? CancelOutcome.SIGNALLED : CancelOutcome.MARKED);
                        default -> CompletableFuture.completedFuture(CancelOutcome.valueOf(outcome));
                    };
                });
    }

    /**
     * A message reaches the subscribers at all nodes of a Cluster, but PUBLISH counts those of its own node only. One that
     * began to listen after the message looks for the mark, so it hears too.
     */
    private CompletableFuture<Boolean> isHeardElsewhere(String id) {
        if (redis.server().topology() != RedisServer.Topology.CLUSTER) {
            return CompletableFuture.completedFuture(false);
        }
        return redis.command(commands -> commands.get(keys.job(id) + ":lock"))
                .thenCompose(token -> token == null ? CompletableFuture.completedFuture(false) : isHeard(token))
                .exceptionally(notTold -> false);
    }

    private CompletableFuture<Boolean> isHeard(String token) {
        var channel = keys.cancelChannel(QueueKeys.workerOf(token));
        return redis.commandOnEachNode(commands -> commands.pubsubNumsub(channel))
                .thenApply(nodes -> nodes.stream().anyMatch(node -> node.getOrDefault(channel, 0L) > 0));
    }

    private CompletableFuture<CancelOutcome> smaller(String id, CancelOptions options, int limit) {
        if (limit == TreeRemover.MAX_DEPTH) {
            throw new IllegalStateException("The children of job " + id + " in queue " + keys.queue()
                    + " grow faster than they can be removed. cancel");
        }
        return trees.shrink(id, "cancel").thenCompose(done -> cancel(id, options, TreeRemover.MAX_DEPTH));
    }
}
