package io.taurine.examples;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.Redlock;
import java.time.Duration;
import java.util.stream.Stream;

/** A lock on three servers that know nothing of each other: it outlives the loss of one. */
public final class RedlockMajority {

    private RedlockMajority() {}

    public static void main(String[] args) {
        var servers = Stream.generate(EmbeddedRedis::start).limit(3).toList();
        // snippet: redlock
        var connections = servers.stream()
                .map(server -> RedisConnection.connect(server.uri()))
                .toList();
        var lock = Redlock.of("payout", connections);
        // end
        try (var held = lock.lock(Duration.ofSeconds(10))) {
            System.out.println("Held on a majority: " + held.isValid());
            servers.get(0).kill();
            System.out.println(
                    "One server is gone, taken by others: " + lock.tryLock().isEmpty());
        }
        try (var next = lock.lock(Duration.ofSeconds(10))) {
            System.out.println("Two servers are enough: " + next.isValid());
        }
        connections.forEach(RedisConnection::close);
        servers.forEach(EmbeddedRedis::close);
    }
}
