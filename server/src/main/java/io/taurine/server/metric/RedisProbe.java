package io.taurine.server.metric;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.ConnectedWorker;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.check.StaleLocks;
import io.taurine.queue.connection.RedisConnection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks the queues in Redis. The connection stays the caller's. */
public final class RedisProbe implements EngineProbe {

    private static final int MOST = 1_000;

    private final RedisConnection connection;
    private final String prefix;

    /**
     * A probe.
     *
     * @param prefix of the runner's queues
     */
    public RedisProbe(RedisConnection connection, String prefix) {
        this.connection = connection;
        this.prefix = prefix;
    }

    @Override
    public List<String> staleLocks(String definitionKey) {
        return StaleLocks.find(prefix, definitionKey, connection, MOST);
    }

    @Override
    public Set<String> workers(String definitionKey) {
        var options = QueueOptions.builder().prefix(prefix).build();
        try (var queue = Queue.of(definitionKey, JsonNode.class, connection, options)) {
            return queue.getWorkers().stream()
                    .map(ConnectedWorker::name)
                    .filter(name -> !name.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
