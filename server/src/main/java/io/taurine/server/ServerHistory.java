package io.taurine.server;

import io.taurine.history.History;
import io.taurine.history.HistoryFollower;
import io.taurine.history.HistoryFollowerOptions;
import io.taurine.history.StoredEvent;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.config.Role;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definitions;
import io.taurine.server.event.Event;
import java.time.Duration;
import java.time.InstantSource;
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
            ServerConfig config,
            Optional<RedisConnection> redis,
            History history,
            Supplier<Definitions> definitions,
            Opened opened) {
        if (redis.isEmpty() || !(config.has(Role.API) || config.has(Role.SCHEDULER))) {
            return Optional.empty();
        }
        var prefix = config.redis().prefix();
        var options = HistoryFollowerOptions.builder()
                .prefix(prefix)
                .lease(lease(config))
                .stepsAsEvents(config.events().keepsJobEvents());
        var queues = new FollowedQueues(() -> definitions.get().keys(), history.executions(), InstantSource.system());
        return Optional.of(opened.add(HistoryFollower.start(history, redis.get(), queues, options.build())));
    }

    /** A process that dies is missed no longer by the history than by its runs. */
    private static Duration lease(ServerConfig config) {
        var lock = config.worker().lockLifetime();
        var usual = HistoryFollowerOptions.defaults().lease();
        return lock.compareTo(usual) < 0 ? lock : usual;
    }

    static StoredEvent stored(Event event) {
        return new StoredEvent(
                event.id(), event.name(), event.source(), event.payload().toString(), event.at());
    }
}
