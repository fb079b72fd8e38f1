package io.taurine.server.event;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEventListener;
import io.taurine.queue.events.QueueEvents;
import io.taurine.queue.events.QueueEventsOptions;
import io.taurine.queue.events.QueueEventsProducer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A bus between all processes that share a Redis and a prefix: one bounded stream, which each process reads once. A process
 * that was cut off from Redis hears what it missed when it is back. Events are kept in the journal by one process at a time, from
 * the place where the last one stopped, so that none is missed as long as the stream still has it.
 */
public final class RedisEventBus implements EventBus {

    /** Between the prefix and {@code :events} in the stream's key. */
    public static final String STREAM = "taurine-bus";

    private final QueueEventsProducer producer;
    private final int streamLength;
    private final EventMaker maker;
    private final Subscriptions subscriptions;
    private final QueueEvents tail;
    private final Optional<JournalKeeper> keeper;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private RedisEventBus(
            RedisConnection redis, String prefix, int streamLength, EventRules rules, Optional<EventJournal> journal) {
        this.producer = QueueEventsProducer.of(STREAM, redis, prefix);
        this.streamLength = streamLength;
        this.maker = new EventMaker(rules, InstantSource.system());
        this.subscriptions = new Subscriptions(maker.now());
        var options = QueueEventsOptions.builder().prefix(prefix).build();
        this.tail = QueueEvents.open(STREAM, redis, options, listener(event -> subscriptions.tell(event)));
        this.keeper = journal.map(it -> JournalKeeper.start(redis, prefix, it));
    }

    /**
     * Starts a bus. What is emitted after this returns is heard.
     *
     * @param redis stays the caller's
     * @param prefix of all keys in Redis
     * @param streamLength events that Redis keeps, about; 1 or more
     * @param journal where events are kept; empty for a process that does not do that
     */
    public static RedisEventBus start(
            RedisConnection redis, String prefix, int streamLength, EventRules rules, Optional<EventJournal> journal) {
        if (streamLength < 1) {
            throw new IllegalArgumentException("streamLength must be 1 or more, was " + streamLength);
        }
        return new RedisEventBus(redis, prefix, streamLength, rules, journal);
    }

    static QueueEventListener listener(Consumer<Event> listener) {
        return entry -> {
            if (entry instanceof QueueEvent.Other other && other.name().equals(EventFields.ENTRY)) {
                EventFields.read(other.fields()).ifPresent(listener);
            }
        };
    }

    @Override
    public Event emit(String name, @Nullable Object payload, String source) {
        var sent = emitAsync(name, payload, source).toCompletableFuture();
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("Interrupted while emitting " + name, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new CompletionException(e.getCause());
        }
    }

    @Override
    public CompletionStage<Event> emitAsync(String name, @Nullable Object payload, String source) {
        if (isClosed.get()) {
            throw new IllegalStateException("The event bus is closed");
        }
        var event = maker.make(name, payload, source);
        return producer.publishEventAsync(EventFields.ENTRY, EventFields.write(event), streamLength)
                .thenApply(id -> event);
    }

    @Override
    public void deliver(String name, String source, Instant at, Supplier<Event> event) {
        subscriptions.tell(name, source, at, event);
    }

    @Override
    public EventSubscription subscribe(String pattern, int capacity, EventSubscriber subscriber) {
        return subscriptions.add(pattern, capacity, subscriber);
    }

    @Override
    public EventStatistics statistics() {
        return subscriptions.statistics();
    }

    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            subscriptions.close();
            tail.close();
            keeper.ifPresent(JournalKeeper::close);
        }
    }
}
