package io.taurine.benchmark;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.taurine.embedded.EmbeddedRedis;

/** Taurine with a Redis of its own, for what JMH measures. */
public final class OnRedis implements AutoCloseable {
    private static final int BULK = 1000;

    private final EmbeddedRedis server =
            EmbeddedRedis.builder().setting("save", "").start();
    private final RedisClient client = RedisClient.create(server.uri());
    private final StatefulRedisConnection<String, String> connection = client.connect();
    private final TaurineContender taurine = new TaurineContender(server.uri());

    public void clear() {
        connection.sync().flushall();
    }

    public void addInBulk(int jobs) {
        taurine.add(AddPlan.bulk(jobs, BULK));
    }

    /** What all threads of this JVM took for some work. */
    public record Cost(double cpuMicros, double allocatedBytes) {
        private static Cost of(ClientCost cost) {
            return new Cost(cost.cpuMicros(), cost.allocatedBytes());
        }
    }

    public Cost add(int jobs, int inFlight) {
        return Cost.of(taurine.add(AddPlan.of(jobs, inFlight)));
    }

    /** Runs as many jobs as are in line. */
    public Cost work(int jobs, int concurrency) {
        return Cost.of(taurine.work(WorkPlan.of(jobs, concurrency)));
    }

    @Override
    public void close() {
        taurine.close();
        connection.close();
        client.shutdown();
        server.close();
    }
}
