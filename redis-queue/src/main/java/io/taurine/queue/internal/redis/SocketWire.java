package io.taurine.queue.internal.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The driver's client with its threads and sockets. */
final class SocketWire implements Wire {

    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final RedisAddress address;

    SocketWire(ClientResources resources, AbstractRedisClient client, RedisAddress address) {
        this.resources = resources;
        this.client = client;
        this.address = address;
    }

    @Override
    public StatefulConnection<String, String> open() {
        return RedisClients.connect(client);
    }

    @Override
    public CompletionStage<? extends StatefulConnection<String, String>> openAsync() {
        return RedisClients.connectAsync(client, address);
    }

    @Override
    public Optional<CompletionStage<? extends StatefulRedisPubSubConnection<String, String>>> openForMessagesAsync() {
        return Optional.of(RedisClients.subscribeAsync(client, address));
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return resources.eventExecutorGroup();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
