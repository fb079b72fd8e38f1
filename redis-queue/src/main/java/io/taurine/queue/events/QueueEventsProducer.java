package io.taurine.queue.events;

import static io.taurine.queue.internal.Await.result;

import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Writes events of an application's own into the stream of a queue, where every {@link QueueEvents} and BullMQ's hear them;
 * ours as {@link QueueEvent.Other}. Needs no closing. Safe to share between threads.
 */
public interface QueueEventsProducer {

    /** How long the stream may get by {@link #publishEvent(String, Map)}; the default of BullMQ. */
    long DEFAULT_MAX_EVENTS = 1000;

    /** A producer for a queue with the prefix {@code bull}. */
    static QueueEventsProducer of(String queueName, RedisConnection connection) {
        return of(queueName, connection, QueueOptions.DEFAULT_PREFIX);
    }

    /** As {@link #of(String, RedisConnection)}, with a prefix. */
    static QueueEventsProducer of(String queueName, RedisConnection connection, String prefix) {
        return new EventPublisher(LettuceConnection.of(connection), QueueKeys.of(prefix, queueName));
    }

    /** {@link #publishEvent(String, Map, long)} that keeps about {@value #DEFAULT_MAX_EVENTS} events, as BullMQ does. */
    default String publishEvent(String name, Map<String, String> fields) {
        return result(publishEventAsync(name, fields));
    }

    default CompletionStage<String> publishEventAsync(String name, Map<String, String> fields) {
        return publishEventAsync(name, fields, DEFAULT_MAX_EVENTS);
    }

    /**
     * Writes an event and returns its place in the stream.
     *
     * @param name not empty; by a name of the queue's own, such as {@code completed}, listeners take it for that
     * @param fields any but {@code event}
     * @param maxEvents about how many entries, the queue's own included, the stream keeps; at least 1
     */
    default String publishEvent(String name, Map<String, String> fields, long maxEvents) {
        return result(publishEventAsync(name, fields, maxEvents));
    }

    CompletionStage<String> publishEventAsync(String name, Map<String, String> fields, long maxEvents);
}
