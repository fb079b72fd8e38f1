package io.taurine.inline.internal.memory;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.taurine.queue.internal.Conductor;
import io.taurine.queue.internal.redis.Wire;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** The way to a {@link MemoryRedis}: the driver's own connection, without sockets and threads below it. */
public final class MemoryWire implements Wire {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final MemoryRedis redis;
    private final Conductor conductor;
    private final ScheduledExecutorService timer;

    public MemoryWire(MemoryRedis redis, Conductor conductor) {
        this.redis = redis;
        this.conductor = conductor;
        this.timer = conductor.newTimer();
    }

    @Override
    public StatefulConnection<String, String> open() {
        return connect();
    }

    /** A queue as the assertions of testkit look at it. */
    public TestQueue look(String queueName) {
        return TestQueue.of(queueName, connect().sync());
    }

    private StatefulRedisConnection<String, String> connect() {
        var connection =
                new StatefulRedisConnectionImpl<>(new MemoryWriter(redis), new NoPushes(), StringCodec.UTF8, TIMEOUT);
        connection.setOptions(ClientOptions.create());
        connection.activated();
        return connection;
    }

    @Override
    public CompletionStage<StatefulConnection<String, String>> openAsync() {
        return CompletableFuture.completedFuture(open());
    }

    @Override
    public Optional<CompletionStage<? extends StatefulRedisPubSubConnection<String, String>>> openForMessagesAsync() {
        return Optional.of(CompletableFuture.completedFuture(MessageConnection.open(redis.channels())));
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return timer;
    }

    @Override
    public Optional<Conductor> conductor() {
        return Optional.of(conductor);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Nobody pushes. */
    private static final class NoPushes implements PushHandler {

        @Override
        public void addListener(PushListener listener) {}

        @Override
        public void removeListener(PushListener listener) {}

        @Override
        public Collection<PushListener> getPushListeners() {
            return List.of();
        }
    }
}
