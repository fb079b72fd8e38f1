package io.taurine.server;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * The Redis of a server: the one it is told of, or one of its own, which keeps its data in the data folder.
 *
 * @param connection empty where the runner needs no Redis
 * @param shown for people, without a password
 */
record ServerRedis(String uri, Optional<RedisConnection> connection, String shown) {

    static final ServerRedis NONE = new ServerRedis("redis://localhost:6379", Optional.empty(), "no Redis");

    static ServerRedis open(ServerConfig config, Opened opened) {
        var given = config.redis().uri();
        if (given.isPresent()) {
            return connected(given.get().value(), "Redis at " + config.redis().shown(), opened);
        }
        var folder = config.dataFolder().toAbsolutePath().resolve("redis");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make the data folder " + folder, e);
        }
        var own = opened.add(EmbeddedRedis.builder().appendOnly(folder).start());
        return connected(own.uri(), "a Redis " + own.version() + " of its own on port " + own.port(), opened);
    }

    private static ServerRedis connected(String uri, String shown, Opened opened) {
        return new ServerRedis(uri, Optional.of(opened.add(RedisConnection.connect(uri))), shown);
    }
}
