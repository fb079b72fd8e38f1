package io.taurine.queue.internal.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.resource.ClientResources;
import io.taurine.queue.connection.RedisOptions;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of the driver for one connection, alone on its event loop, which therefore can be {@linkplain LendingLoop lent}:
 * whoever borrows a loop must not make blocking reads or messages of others wait.
 */
final class LendingClient implements AutoCloseable {

    private final LendingLoops loops = new LendingLoops();
    private final ClientResources resources;
    private final RedisClient client;
    private final RedisAddress address;

    /** @param others whose threads for all but sockets it shares */
    LendingClient(ClientResources others, RedisAddress address, RedisOptions options) {
        this.resources = RedisClients.lending(others, loops);
        this.client = RedisClients.single(resources, address, options);
        this.address = address;
    }

    /** Opens the connection. */
    StatefulConnection<String, String> open() {
        return RedisClients.connect(client);
    }

    /** Opens another one, that is to take its place. */
    CompletionStage<? extends StatefulConnection<String, String>> openAsync() {
        return RedisClients.connectAsync(client, address);
    }

    /** Null before the connection is open, and where the driver has sockets that are not the JDK's. */
    @Nullable
    LendingLoop loop() {
        return loops.loop();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        loops.shutdown(0, 2, TimeUnit.SECONDS);
        resources.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
