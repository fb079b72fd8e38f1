package io.taurine.inline.internal.memory;

import io.lettuce.core.cluster.PipelinedRedisFuture;
import io.lettuce.core.pubsub.RedisPubSubListener;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.pubsub.api.async.RedisPubSubAsyncCommands;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A connection of the driver's for subscriptions, as far as subscribing goes. */
final class MessageConnection implements Channels.Hearer {

    private final Channels channels;
    private final List<RedisPubSubListener<String, String>> listeners = new CopyOnWriteArrayList<>();

    private MessageConnection(Channels channels) {
        this.channels = channels;
    }

    @SuppressWarnings("unchecked")
    static StatefulRedisPubSubConnection<String, String> open(Channels channels) {
        var hearer = new MessageConnection(channels);
        return (StatefulRedisPubSubConnection<String, String>) proxy(
                StatefulRedisPubSubConnection.class, (self, method, arguments) -> switch (method.getName()) {
                    case "addListener" -> hearer.listeners.add((RedisPubSubListener<String, String>) arguments[0]);
                    case "async" -> proxy(RedisPubSubAsyncCommands.class, hearer::command);
                    case "isOpen" -> true;
                    case "closeAsync" -> hearer.close();
                    default -> throw new UnsupportedOperationException("Without Redis there is no " + method.getName());
                });
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(MessageConnection.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private Object command(Object self, java.lang.reflect.Method method, Object[] arguments) {
        for (var channel : (String[]) arguments[0]) {
            switch (method.getName()) {
                case "subscribe" -> {
                    channels.subscribe(channel, this);
                    listeners.forEach(listener -> listener.subscribed(channel, 1));
                }
                case "unsubscribe" -> channels.unsubscribe(channel, this);
                default -> throw new UnsupportedOperationException("Without Redis there is no " + method.getName());
            }
        }
        return new PipelinedRedisFuture<@Nullable Void>(CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<@Nullable Void> close() {
        channels.unsubscribe(this);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void message(String channel, String message) {
        listeners.forEach(listener -> listener.message(channel, message));
    }
}
