package io.taurine.examples;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import java.nio.file.Path;
import java.time.Duration;

/** Options of a connection, and what it tells about its server. */
public final class Connecting {

    private Connecting() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start()) {
            connect(server.uri());
        }
    }

    private static void connect(String redisUrl) {
        // snippet: timeouts
        var options = RedisOptions.builder()
                .connectTimeout(Duration.ofSeconds(2))
                .commandTimeout(Duration.ofSeconds(5))
                .clientName("billing")
                .build();
        try (var redis = RedisConnection.connect(redisUrl, options)) {
            var found = redis.server();
            System.out.println("Redis " + found.version() + ", " + found.topology() + ", " + found.evictionPolicy());
            System.out.println("Open: " + redis.isOpen());
        }
        // end
    }

    /** Not run here: it needs a server with TLS and an ACL user. */
    static RedisConnection connectSecurely(String password) {
        // snippet: tls
        var options = RedisOptions.builder()
                .credentials("jobs", password.toCharArray())
                .trustedCertificates(Path.of("/etc/ssl/redis-ca.pem"))
                .build();
        return RedisConnection.connect("rediss://redis.example.com:6380/0", options);
        // end
    }
}
