package io.taurine.queue.internal.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.taurine.queue.connection.RedisOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The driver's client with its threads and sockets. */
final class SocketWire implements Wire {

    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final @Nullable LendingClient lending;
    private final RedisAddress address;

    private final @Nullable SlotOwners owners;
    private final RedisClient single;
    private final RedisOptions options;

    /**
     * @param client opens connections for blocking reads and subscriptions
     * @param lending opens the one for everything else; null where {@code client} does that too
     */
    SocketWire(
            ClientResources resources,
            AbstractRedisClient client,
            @Nullable LendingClient lending,
            RedisAddress address,
            RedisOptions options) {
        this.resources = resources;
        this.client = client;
        this.lending = lending;
        this.address = address;
        this.options = options;
        this.single = RedisClients.node(resources, options);
        this.owners = client instanceof RedisClusterClient cluster
                ? new SlotOwners(cluster, single, options.connectTimeout())
                : null;
    }

    @Override
    public StatefulConnection<String, String> open() {
        return RedisClients.connect(client);
    }

    @Override
    public StatefulConnection<String, String> openFor(String key, boolean anew) {
        return owners == null ? open() : owners.open(key, anew);
    }

    @Override
    public Optional<ConfirmedWrites> confirmedWrites() {
        if (options.replicasToWaitFor() == 0) {
            return Optional.empty();
        }
        return Optional.of(new ConfirmedWrites(
                single,
                owners == null ? key -> address.first() : owners::ownerOf,
                owners == null ? () -> {} : owners::lookSoon,
                options.replicasToWaitFor(),
                options.replicaTimeout()));
    }

    @Override
    public CompletionStage<? extends StatefulConnection<String, String>> openAsync() {
        return lending == null ? RedisClients.connectAsync(client, address) : lending.openAsync();
    }

    @Override
    public Optional<CompletionStage<? extends StatefulRedisPubSubConnection<String, String>>> openForMessagesAsync() {
        return Optional.of(RedisClients.subscribeAsync(client, address));
    }

    @Override
    public Optional<LendingLoop> lendingLoop() {
        return Optional.ofNullable(lending).map(LendingClient::loop);
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return resources.eventExecutorGroup();
    }

    @Override
    public void close() {
        single.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        if (lending != null) {
            lending.close();
        }
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
