package io.taurine.server.event;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bus as code is given it that may not emit everything. */
final class GuardedEventBus implements EventBus {

    private final EventBus bus;
    private final PublishPermission permission;

    GuardedEventBus(EventBus bus, PublishPermission permission) {
        this.bus = bus;
        this.permission = permission;
    }

    @Override
    public Event emit(String name, @Nullable Object payload, String source) {
        permission.check(name);
        return bus.emit(name, payload, source);
    }

    @Override
    public CompletionStage<Event> emitAsync(String name, @Nullable Object payload, String source) {
        permission.check(name);
        return bus.emitAsync(name, payload, source);
    }

    @Override
    public void deliver(String name, String source, Instant at, Supplier<Event> event) {
        permission.check(name);
        bus.deliver(name, source, at, () -> {
            var made = event.get();
            permission.check(made.name());
            return made;
        });
    }

    @Override
    public EventSubscription subscribe(String pattern, int capacity, EventSubscriber subscriber) {
        return bus.subscribe(pattern, capacity, subscriber);
    }

    @Override
    public EventStatistics statistics() {
        return bus.statistics();
    }

    /** It is the server's, which goes on. */
    @Override
    public void close() {}
}
