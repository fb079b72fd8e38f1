package io.taurine.testkit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.taurine.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Servers that hang together, and a connection to each for looking at it. Closes both. */
final class ServerGroup implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);

    /** A frozen or half-dead server must not hold up the look at the others. */
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);

    /** Elections take seconds; a test machine may be busy with much else. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ClientResources resources = ClientResources.builder()
            .reconnectDelay(Delay.constant(Duration.ofMillis(50)))
            .build();
    private final RedisClient client = RedisClient.create(resources);
    private final Map<Integer, StatefulRedisConnection<String, String>> connections = new ConcurrentHashMap<>();

    /** Starts as many at once; when one does not come up, none stays behind. */
    static List<EmbeddedRedis> startAll(int count, IntFunction<EmbeddedRedis.Builder> builders) {
        var starting = IntStream.range(0, count)
                .mapToObj(i ->
                        CompletableFuture.supplyAsync(() -> builders.apply(i).start()))
                .toList();
        try {
            return starting.stream().map(CompletableFuture::join).toList();
        } catch (RuntimeException e) {
            starting.forEach(one -> one.thenAccept(EmbeddedRedis::close));
            throw e;
        }
    }

    RedisCommands<String, String> commands(EmbeddedRedis server) {
        return connections.computeIfAbsent(server.port(), this::connect).sync();
    }

    private StatefulRedisConnection<String, String> connect(int port) {
        var uri = RedisURI.create("127.0.0.1", port);
        uri.setTimeout(COMMAND_TIMEOUT);
        return client.connect(uri);
    }

    /** Asks again and again; an exception counts as no, since servers come and go. */
    static void await(BooleanSupplier condition, Supplier<String> wanted) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        RuntimeException last = null;
        do {
            try {
                if (condition.getAsBoolean()) {
                    return;
                }
            } catch (RuntimeException notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() - deadline < 0);
        throw new AssertionError("within " + PATIENCE + " there was not: " + wanted.get(), last);
    }

    static void closeAll(List<EmbeddedRedis> servers) {
        servers.stream()
                .map(server -> CompletableFuture.runAsync(() -> {
                    server.resume();
                    server.kill(); // what it holds belongs to the test, so it need not end in order
                    server.close();
                }))
                .toList()
                .forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown();
    }
}
