package io.taurine.server.event;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries events between whoever emits them and whoever subscribed, in all processes that share it. Each event is also kept
 * by the {@link EventJournal}, if there is one. Handlers find it among their services. Safe to share between threads.
 *
 * <p>A name is 1 to 20 segments of letters, digits, hyphens and underscores, divided by dots, 200 characters at most. A pattern
 * is a name in which {@code *} stands for one segment and {@code **} for any number of them, none included.
 */
public interface EventBus extends AutoCloseable {

    /** Queue of a subscription that asks for no other, in events. */
    int DEFAULT_CAPACITY = 1_000;

    /**
     * Emits an event; returns when it is on its way to all processes.
     *
     * @param payload anything Jackson can write; null for none
     * @param source who says so: 1 to 200 characters
     * @throws IllegalArgumentException if the name, the source or the payload is none
     * @throws EventRefusedException if a rule of the bus forbids it; nothing was emitted
     * @throws io.taurine.job.TaurineException if it could not be sent
     */
    Event emit(String name, @Nullable Object payload, String source);

    /** As {@link #emit}, without waiting; wrong arguments and refusals are thrown at the call. */
    CompletionStage<Event> emitAsync(String name, @Nullable Object payload, String source);

    /**
     * Tells the subscribers of this process alone of an event that every process learns of by itself. It is neither sent nor
     * checked against the rules. Where there are several processes it is not kept, as whoever follows their queues does that.
     *
     * @param at when it happened
     * @param event makes the event, of that name, source and instant; only called when somebody is to hear of it
     */
    void deliver(String name, String source, Instant at, Supplier<Event> event);

    /** As {@link #subscribe(String, int, EventSubscriber)} with {@link #DEFAULT_CAPACITY}. */
    default EventSubscription subscribe(String pattern, EventSubscriber subscriber) {
        return subscribe(pattern, DEFAULT_CAPACITY, subscriber);
    }

    /**
     * Hears all events of that name or pattern that are emitted from now on, here or in another process.
     *
     * @param capacity events that may wait while the subscriber is busy, 1 to 1,000,000; those beyond are dropped and counted
     * @throws IllegalArgumentException if the pattern is none
     */
    EventSubscription subscribe(String pattern, int capacity, EventSubscriber subscriber);

    /** What this process has heard since it started. */
    EventStatistics statistics();

    /** Ends all subscriptions. Works twice. */
    @Override
    void close();
}
