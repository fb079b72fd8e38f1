package io.taurine.queue.events;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.concurrent.CompletionStage;

/**
 * Tails the event stream of one queue, from now or from an event seen before, and tells its listeners. Survives the loss of
 * its connection without losing its place, as long as the stream is not cut meanwhile (it keeps about 10,000 entries).
 * Takes a connection and a thread of its own. Safe to share between threads.
 */
public interface QueueEvents extends AutoCloseable {

    /** Start with what happens after the call. */
    String NOW = "$";

    /** Listens to a queue with the default options. When this returns, nothing that happens later is missed. */
    static QueueEvents open(String queueName, RedisConnection connection, QueueEventListener listener) {
        return open(queueName, connection, QueueEventsOptions.defaults(), listener);
    }

    /** As {@link #open(String, RedisConnection, QueueEventListener)}, with options. */
    static QueueEvents open(
            String queueName, RedisConnection connection, QueueEventsOptions options, QueueEventListener listener) {
        return Await.result(openAsync(queueName, connection, options, listener));
    }

    /** As {@link #open(String, RedisConnection, QueueEventsOptions, QueueEventListener)} without holding a thread. */
    static CompletionStage<QueueEvents> openAsync(
            String queueName, RedisConnection connection, QueueEventsOptions options, QueueEventListener listener) {
        var keys = QueueKeys.of(options.prefix(), queueName);
        return Await.unwrapped(EventTail.start(LettuceConnection.of(connection), keys, options, listener));
    }

    /** Adds a listener, which hears what is delivered from now on. */
    void addListener(QueueEventListener listener);

    void removeListener(QueueEventListener listener);

    /** Id of the last event delivered: start from here to go on after a restart. */
    String lastEventId();

    /** True until it is closed. */
    boolean isRunning();

    /** Ends the reading and waits for a listener under way, at most 5 s. Harmless when called twice. */
    @Override
    void close();
}
