package io.taurine.server.event;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** All subscriptions of a process, and what it has heard. */
final class Subscriptions {

    private static final int MOST_CAPACITY = 1_000_000;

    private final List<Subscription> all = new CopyOnWriteArrayList<>();
    private final AtomicLong droppedBefore = new AtomicLong();
    private final EventCounts counts;

    Subscriptions(Instant since) {
        this.counts = new EventCounts(since);
    }

    EventSubscription add(String pattern, int capacity, EventSubscriber subscriber) {
        if (capacity < 1 || capacity > MOST_CAPACITY) {
            throw new IllegalArgumentException("capacity must be 1 to " + MOST_CAPACITY + ", was " + capacity);
        }
        var added = new Subscription(EventPattern.of(pattern), capacity, subscriber, this::remove);
        all.add(added);
        return added.start();
    }

    private void remove(Subscription gone) {
        if (all.remove(gone)) {
            droppedBefore.addAndGet(gone.dropped());
        }
    }

    /** Never waits. */
    void tell(Event event) {
        tell(event.name(), event.source(), event.at(), () -> event);
    }

    /** Never waits. Makes the event only for those who hear of it. */
    void tell(String name, String source, Instant at, Supplier<Event> event) {
        counts.count(name, source, at);
        Event made = null;
        for (var subscription : all) {
            if (subscription.hears(name)) {
                made = made == null ? event.get() : made;
                subscription.offer(made);
            }
        }
    }

    EventStatistics statistics() {
        return counts.statistics(droppedBefore.get()
                + all.stream().mapToLong(Subscription::dropped).sum());
    }

    void close() {
        all.forEach(Subscription::close);
    }
}
