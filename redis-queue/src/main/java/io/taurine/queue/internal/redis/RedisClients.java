package io.taurine.queue.internal.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.protocol.RedisCommand;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.taurine.queue.connection.RedisOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Makes the driver's clients and connections, with the settings that Taurine's guarantees rest on. */
final class RedisClients {

    /** Commands that wait in Redis; whoever sends them brings a deadline of his own. */
    private static final Set<ProtocolKeyword> BLOCKING = Set.of(CommandType.BZPOPMIN, CommandType.XREAD);

    private static final int MAX_COMMANDS_WAITING = 100_000;

    private RedisClients() {}

    static ClientResources resources() {
        return resourcesBuilder().build();
    }

    /** For one client more, which has an event loop of its own that lends itself to callers and shares all other threads. */
    static ClientResources lending(ClientResources others, LendingLoops loops) {
        return resourcesBuilder()
                .eventLoopGroupProvider(loops)
                .eventExecutorGroup(others.eventExecutorGroup())
                .timer(others.timer())
                .eventBus(others.eventBus())
                .build();
    }

    private static DefaultClientResources.Builder resourcesBuilder() {
        return DefaultClientResources.builder()
                // The driver's own default waits up to 30 s between two attempts: as long as a lock lives.
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .nettyCustomizer(new NoReplay());
    }

    static RedisClient single(ClientResources resources, RedisAddress address, RedisOptions options) {
        var client = RedisClient.create(resources, address.first());
        var clientOptions = ClientOptions.builder();
        configure(clientOptions, options);
        client.setOptions(clientOptions.build());
        return client;
    }

    /** A client for single nodes of a Cluster, whose addresses are found out. What it lost may be elsewhere when it is back. */
    static RedisClient node(ClientResources resources, RedisOptions options) {
        var client = RedisClient.create(resources);
        var clientOptions = ClientOptions.builder();
        configure(clientOptions, options);
        clientOptions.autoReconnect(false);
        client.setOptions(clientOptions.build());
        return client;
    }

    static RedisClusterClient cluster(ClientResources resources, RedisAddress address, RedisOptions options) {
        var client = RedisClusterClient.create(resources, address.uris());
        var clientOptions = ClusterClientOptions.builder();
        configure(clientOptions, options);
        // What waits for a node that the others gave up goes to the one that took over, not into the command timeout.
        clientOptions.nodeFilter(node -> !node.is(NodeFlag.FAIL));
        clientOptions.topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                .adaptiveRefreshTriggersTimeout(Duration.ofSeconds(1))
                .enablePeriodicRefresh(Duration.ofSeconds(30))
                .build());
        client.setOptions(clientOptions.build());
        return client;
    }

    private static void configure(ClientOptions.Builder builder, RedisOptions options) {
        builder.autoReconnect(true)
                // What is given while there is no connection waits in memory; an outage must not fill it.
                .requestQueueSize(MAX_COMMANDS_WAITING)
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .pingBeforeActivateConnection(true)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(options.connectTimeout())
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .timeoutOptions(TimeoutOptions.builder()
                        .timeoutCommands()
                        .timeoutSource(new CommandTimeouts(options.commandTimeout()))
                        .build());
        options.trustedCertificates()
                .ifPresent(pem -> builder.sslOptions(
                        SslOptions.builder().trustManager(pem.toFile()).build()));
    }

    static StatefulConnection<String, String> connect(AbstractRedisClient client) {
        return client instanceof RedisClusterClient cluster
                ? cluster.connect(TextCodec.INSTANCE)
                : ((RedisClient) client).connect(TextCodec.INSTANCE);
    }

    /** Opens a connection without waiting for it. */
    static CompletableFuture<? extends StatefulConnection<String, String>> connectAsync(
            AbstractRedisClient client, RedisAddress address) {
        return client instanceof RedisClusterClient cluster
                ? cluster.connectAsync(TextCodec.INSTANCE)
                : ((RedisClient) client)
                        .connectAsync(TextCodec.INSTANCE, address.first())
                        .toCompletableFuture();
    }

    /** Opens a connection for subscriptions without waiting for it. */
    static CompletableFuture<? extends StatefulRedisPubSubConnection<String, String>> subscribeAsync(
            AbstractRedisClient client, RedisAddress address) {
        return client instanceof RedisClusterClient cluster
                ? cluster.connectPubSubAsync(TextCodec.INSTANCE)
                : ((RedisClient) client)
                        .connectPubSubAsync(TextCodec.INSTANCE, address.first())
                        .toCompletableFuture();
    }

    static RedisClusterAsyncCommands<String, String> commands(StatefulConnection<String, String> connection) {
        if (connection instanceof StatefulRedisClusterConnection<String, String> cluster) {
            return cluster.async();
        }
        return ((StatefulRedisConnection<String, String>) connection).async();
    }

    /** The command timeout for every command but those that block in Redis. */
    private static final class CommandTimeouts extends TimeoutOptions.TimeoutSource {

        private final long millis;

        CommandTimeouts(Duration timeout) {
            this.millis = timeout.toMillis();
        }

        @Override
        public long getTimeout(RedisCommand<?, ?, ?> command) {
            return BLOCKING.contains(command.getType()) ? -1 : millis;
        }

        @Override
        public TimeUnit getTimeUnit() {
            return TimeUnit.MILLISECONDS;
        }
    }
}
