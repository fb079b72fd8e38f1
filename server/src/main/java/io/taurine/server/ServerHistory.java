package io.taurine.server;

import io.taurine.history.History;
import io.taurine.history.HistoryFollower;
import io.taurine.history.HistoryFollowerOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.config.Role;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definitions;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Has what happens to jobs written down by one process at a time. Those that only work jobs leave it to others: there may be
 * many of them, and they come and go.
 */
final class ServerHistory {

    private ServerHistory() {}

    /** Empty where there is nothing to follow, or it is not this process's business. */
    static Optional<HistoryFollower> follow(
            ServerConfig config, Optional<RedisConnection> redis, History history, Supplier<Definitions> definitions) {
        if (redis.isEmpty() || !(config.has(Role.API) || config.has(Role.SCHEDULER))) {
            return Optional.empty();
        }
        var options =
                HistoryFollowerOptions.builder().prefix(config.redis().prefix()).build();
        // Each definition has a queue of its key.
        Supplier<Collection<String>> queues = () -> definitions.get().keys();
        return Optional.of(HistoryFollower.start(history, redis.get(), queues, options));
    }
}
