package io.taurine.queue.lock;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Five Redis servers that know nothing of each other, and as many sets of connections as there are clients. */
final class FiveServers implements AutoCloseable {

    private static final RedisOptions QUICK = RedisOptions.builder()
            .commandTimeout(Duration.ofSeconds(2))
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    final List<EmbeddedRedis> servers = IntStream.range(0, 5)
            .parallel()
            .mapToObj(i -> EmbeddedRedis.start())
            .toList();

    /** One client's connections. */
    List<RedisConnection> connect() {
        return servers.parallelStream()
                .map(server -> RedisConnection.connect(server.uri(), QUICK))
                .toList();
    }

    void kill(int... which) {
        IntStream.of(which).forEach(i -> servers.get(i).kill());
    }

    void pause(int... which) {
        IntStream.of(which).forEach(i -> servers.get(i).pause());
    }

    void resume(int... which) {
        IntStream.of(which).forEach(i -> servers.get(i).resume());
    }

    void restart(int... which) {
        IntStream.of(which).parallel().forEach(i -> servers.get(i).restart());
    }

    /** All five up and running again, whatever a test did to them. */
    void heal() {
        servers.forEach(EmbeddedRedis::resume);
        servers.parallelStream().filter(server -> !server.isRunning()).forEach(EmbeddedRedis::restart);
    }

    /** Forgets every lock and number. */
    void empty() {
        IntStream.range(0, servers.size()).forEach(i -> commands(i).redis().flushall());
    }

    void setFence(LockKeys keys, int server, long number) {
        commands(server).redis().set(keys.fence(), Long.toString(number));
    }

    long fence(LockKeys keys, int server) {
        return Long.parseLong(commands(server).redis().get(keys.fence()));
    }

    private TestQueue commands(int server) {
        return TestQueue.create("any", servers.get(server).uri());
    }

    /** How many servers hold the lock; only of those that answer. */
    long holding(LockKeys keys, int... which) {
        return IntStream.of(which)
                .filter(i -> commands(i).redis().exists(keys.lock()) > 0)
                .count();
    }

    @Override
    public void close() {
        servers.forEach(EmbeddedRedis::resume);
        servers.forEach(EmbeddedRedis::close);
    }

    static void close(Stream<RedisConnection> connections) {
        connections.forEach(RedisConnection::close);
    }
}
