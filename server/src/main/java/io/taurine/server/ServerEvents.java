package io.taurine.server;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.config.EventsConfig;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.event.EventBus;
import io.taurine.server.event.EventJournal;
import io.taurine.server.event.EventRules;
import io.taurine.server.event.LocalEventBus;
import io.taurine.server.event.RedisEventBus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/** Opens the event bus: through Redis where there is one, else within the process. */
final class ServerEvents {

    private ServerEvents() {}

    static EventBus open(ServerConfig config, Optional<RedisConnection> redis, Optional<EventJournal> journal) {
        var rules = rules(config.events());
        return redis.isPresent()
                ? RedisEventBus.start(
                        redis.get(), config.redis().prefix(), config.events().streamLength(), rules, journal)
                : LocalEventBus.start(rules, journal);
    }

    private static EventRules rules(EventsConfig config) {
        var rules = EventRules.builder().ratePerSecond(config.ratePerSecond());
        config.permissions().forEach(rules::permit);
        config.schemas().forEach((name, file) -> {
            try {
                rules.schema(name, Files.readString(file));
            } catch (IOException e) {
                throw new UncheckedIOException("The schema of " + name + " cannot be read", e);
            }
        });
        return rules.build();
    }
}
