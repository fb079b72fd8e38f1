package io.taurine.benchmark;

import io.lettuce.core.LMoveArgs;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The plain commands that one job's life leaves in Redis, sent through a pipeline: no script, no checks, no atomicity. Nobody
 * who keeps the format can cost Redis less with one command for each write. Where one job shall follow another, they are
 * sent over a {@linkplain BareFloor bare socket}.
 */
final class FloorContender implements Contender {
    private static final String BASE = "bull:" + TaurineContender.QUEUE + ":";
    private static final int PIPELINE = 500;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String DATA =
            "{\"n\":1,\"user\":\"u-123456\",\"template\":\"welcome\",\"to\":\"someone@example.com\",\"vars\":{\"a\":1,\"b\":\"\",\"c\":[1,2,3]}}";

    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final BareFloor oneByOne;

    FloorContender(String uri) {
        oneByOne = new BareFloor(uri);
        client = RedisClient.create(uri);
        connection = client.connect();
        connection.setAutoFlushCommands(false);
    }

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public ClientCost add(AddPlan plan) {
        if (plan.inFlight() == 1) {
            return costOf(() -> oneByOne.add(plan.jobs()));
        }
        return pipelined(plan.jobs(), (redis, n) -> {
            var id = Integer.toString(n + 1);
            return List.of(
                    redis.incr(BASE + "id"),
                    redis.hset(
                            BASE + id,
                            Map.of(
                                    "name",
                                    "n",
                                    "data",
                                    DATA,
                                    "opts",
                                    "{\"attempts\":0}",
                                    "timestamp",
                                    "1700000000000",
                                    "delay",
                                    "0",
                                    "priority",
                                    "0")),
                    redis.lpush(BASE + "wait", id),
                    redis.xadd(BASE + "events", capped(), "event", "added", "jobId", id, "name", "n"),
                    redis.xadd(BASE + "events", capped(), "event", "waiting", "jobId", id),
                    redis.zadd(BASE + "marker", 0, "0"));
        });
    }

    @Override
    public ClientCost work(WorkPlan plan) {
        if (plan.concurrency() == 1) {
            return costOf(() -> oneByOne.work(plan.jobs()));
        }
        return pipelined(plan.jobs(), (redis, n) -> {
            var id = Integer.toString(n + 1);
            return List.of(
                    redis.lmove(BASE + "wait", BASE + "active", LMoveArgs.Builder.rightLeft()),
                    redis.set(BASE + id + ":lock", "token", SetArgs.Builder.px(30_000)),
                    redis.hset(BASE + id, Map.of("processedOn", "1700000000000", "ats", "1")),
                    redis.xadd(BASE + "events", capped(), "event", "active", "jobId", id, "prev", "waiting"),
                    redis.hgetall(BASE + id),
                    redis.del(BASE + id + ":lock"),
                    redis.lrem(BASE + "active", 1, id),
                    redis.zadd(BASE + "completed", 1_700_000_000_000.0 + n, id),
                    redis.hset(BASE + id, Map.of("returnvalue", "1", "finishedOn", "1700000000000", "atm", "1")),
                    redis.xadd(
                            BASE + "events",
                            capped(),
                            "event",
                            "completed",
                            "jobId",
                            id,
                            "returnvalue",
                            "1",
                            "prev",
                            "active"));
        });
    }

    private static ClientCost costOf(Runnable run) {
        var before = JvmCost.now();
        run.run();
        return JvmCost.now().since(before);
    }

    private static XAddArgs capped() {
        return XAddArgs.Builder.maxlen(10_000).approximateTrimming();
    }

    private ClientCost pipelined(int jobs, Writes writes) {
        var before = JvmCost.now();
        var redis = connection.async();
        for (var from = 0; from < jobs; from += PIPELINE) {
            var sent = new ArrayList<RedisFuture<?>>();
            for (var n = from; n < Math.min(jobs, from + PIPELINE); n++) {
                sent.addAll(writes.of(redis, n));
            }
            connection.flushCommands();
            if (!LettuceFutures.awaitAll(LIMIT, sent.toArray(new RedisFuture<?>[0]))) {
                throw new IllegalStateException("Redis did not answer within " + LIMIT);
            }
        }
        return JvmCost.now().since(before);
    }

    private interface Writes {
        List<RedisFuture<?>> of(RedisAsyncCommands<String, String> redis, int n);
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown();
    }
}
