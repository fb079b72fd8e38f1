package io.taurine.queue.check;

import io.taurine.queue.JobSchedulers;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@link QueueCheck} on Redis: each check is a {@link CheckRun} of its own. */
final class RedisQueueCheck implements QueueCheck {

    private final LettuceConnection redis;
    private final QueueKeys keys;
    private final CheckOptions options;
    private final JobSchedulers<?> schedulers;

    private RedisQueueCheck(
            LettuceConnection redis, QueueKeys keys, CheckOptions options, JobSchedulers<?> schedulers) {
        this.redis = redis;
        this.keys = keys;
        this.options = options;
        this.schedulers = schedulers;
    }

    static QueueCheck of(String name, RedisConnection connection, CheckOptions options) {
        var redis = LettuceConnection.of(connection);
        var keys = QueueKeys.of(options.prefix(), name);
        if (redis.server().topology() == RedisServer.Topology.CLUSTER) {
            keys.requireOneSlot();
        }
        // Opening it writes nothing, and what listens for ends of jobs is started by those who wait for one.
        var silent = QueueOptions.builder()
                .prefix(options.prefix())
                .metaUpdate(false)
                .build();
        return new RedisQueueCheck(redis, keys, options, Queue.of(name, Object.class, redis, silent));
    }

    @Override
    public String name() {
        return keys.queue();
    }

    @Override
    public CheckOptions options() {
        return options;
    }

    private PacedRedis paced() {
        return new PacedRedis(redis, keys, options.callsPerSecond());
    }

    /** On the caller's thread, which may be interrupted. */
    @Override
    public CheckReport run() {
        return new CheckRun(paced(), options, schedulers).run();
    }

    @Override
    public CompletionStage<CheckReport> runAsync() {
        return onThreadOfItsOwn(this::run);
    }

    @Override
    public boolean repair(Finding finding) {
        requireRepairable(finding);
        return new Repairs(paced(), schedulers).repair(finding);
    }

    @Override
    public CompletionStage<Boolean> repairAsync(Finding finding) {
        requireRepairable(finding);
        return onThreadOfItsOwn(() -> repair(finding));
    }

    private static void requireRepairable(Finding finding) {
        if (!finding.repairable() || !Repairs.isRepairable(finding.kind())) {
            throw new IllegalArgumentException("finding must be one that is repairable, was " + finding);
        }
    }

    private <V> CompletionStage<V> onThreadOfItsOwn(Supplier<V> work) {
        var result = new CompletableFuture<V>();
        var thread = new Thread(
                () -> {
                    try {
                        result.complete(work.get());
                    } catch (RuntimeException e) {
                        result.completeExceptionally(Await.unwrap(e));
                    }
                },
                "taurine-check-" + keys.queue());
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    @Override
    public String toString() {
        return "Check of queue " + keys.qualifiedName();
    }
}
