package io.taurine.server.event;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bus within one process. What its journal could not keep before the process ended is lost. */
public final class LocalEventBus implements EventBus {

    private final EventMaker maker;
    private final Subscriptions subscriptions;
    private final Optional<JournalWriter> writer;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private LocalEventBus(EventRules rules, Optional<EventJournal> journal) {
        this.maker = new EventMaker(rules, InstantSource.system());
        this.subscriptions = new Subscriptions(maker.now());
        this.writer = journal.map(JournalWriter::start);
    }

    /**
     * Starts a bus.
     *
     * @param journal where events are kept; empty for nowhere
     */
    public static LocalEventBus start(EventRules rules, Optional<EventJournal> journal) {
        return new LocalEventBus(rules, journal);
    }

    @Override
    public Event emit(String name, @Nullable Object payload, String source) {
        if (isClosed.get()) {
            throw new IllegalStateException("The event bus is closed");
        }
        var event = maker.make(name, payload, source);
        writer.ifPresent(it -> it.write(event, ""));
        subscriptions.tell(event);
        return event;
    }

    @Override
    public CompletionStage<Event> emitAsync(String name, @Nullable Object payload, String source) {
        return CompletableFuture.completedFuture(emit(name, payload, source));
    }

    @Override
    public void deliver(String name, String source, Instant at, Supplier<Event> event) {
        if (writer.isEmpty()) {
            subscriptions.tell(name, source, at, event);
            return;
        }
        var made = event.get();
        writer.get().write(made, "");
        subscriptions.tell(made);
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
            writer.ifPresent(JournalWriter::close);
        }
    }
}
