package io.taurine.testkit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The connections of this JVM's tests, one to each server, kept until the JVM ends. */
final class RawRedis {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final RedisClient CLIENT = RedisClient.create();
    private static final ConcurrentMap<String, StatefulRedisConnection<String, String>> CONNECTIONS =
            new ConcurrentHashMap<>();

    private RawRedis() {}

    static RedisCommands<String, String> connectTo(String uri) {
        return CONNECTIONS.computeIfAbsent(uri, RawRedis::open).sync();
    }

    private static StatefulRedisConnection<String, String> open(String uri) {
        var target = RedisURI.create(uri);
        target.setTimeout(TIMEOUT);
        return CLIENT.connect(target);
    }
}
