package io.taurine.server.metric;

import io.taurine.queue.check.StaleLocks;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.worker.WorkerRegister;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks the queues in Redis. The connection stays the caller's. */
public final class RedisProbe implements EngineProbe {

    private static final int MOST = 1_000;

    private final RedisConnection connection;
    private final String prefix;
    private final WorkerRegister workers;

    /**
     * A probe.
     *
     * @param prefix of the runner's queues
     */
    public RedisProbe(RedisConnection connection, String prefix, WorkerRegister workers) {
        this.connection = connection;
        this.prefix = prefix;
        this.workers = workers;
    }

    @Override
    public List<String> staleLocks(String definitionKey) {
        return StaleLocks.find(prefix, definitionKey, connection, MOST);
    }

    @Override
    public Map<String, Instant> workersGone(Instant now) {
        var gone = new TreeMap<String, Instant>();
        for (var worker : workers.all()) {
            if (worker.isGone(now)) {
                gone.put(worker.name(), worker.seenAt());
            }
        }
        return gone;
    }
}
