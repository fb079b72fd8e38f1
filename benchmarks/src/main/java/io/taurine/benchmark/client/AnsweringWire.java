package io.taurine.benchmark.client;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.protocol.PushHandler;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.redis.TextCodec;
import io.taurine.queue.internal.redis.Wire;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A way to no Redis: commands are encoded as if they went out, and each gets the same recorded reply at once. */
final class AnsweringWire implements Wire {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final RecordedReply reply;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    private AnsweringWire(RecordedReply reply) {
        this.reply = reply;
    }

    static LettuceConnection connect(RecordedReply reply) {
        var server = new RedisServer(RedisServer.Topology.STANDALONE, "7.0.0", "noeviction");
        return LettuceConnection.over(new AnsweringWire(reply), "nowhere", server);
    }

    @Override
    public StatefulConnection<String, String> open() {
        var connection = new StatefulRedisConnectionImpl<>(
                new AnsweringWriter(reply), new NoPushes(), TextCodec.INSTANCE, TIMEOUT);
        connection.setOptions(ClientOptions.create());
        connection.activated();
        return connection;
    }

    @Override
    public CompletionStage<StatefulConnection<String, String>> openAsync() {
        return CompletableFuture.completedFuture(open());
    }

    @Override
    public ScheduledExecutorService scheduler() {
        return scheduler;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }

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
