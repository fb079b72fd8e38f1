package io.taurine.server.event;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A journal in memory that can be broken, and that keeps what it is given twice only once. */
final class KeptEvents implements EventJournal {

    final List<Event> events = new CopyOnWriteArrayList<>();
    volatile boolean isBroken;
    private volatile Optional<String> position = Optional.empty();

    @Override
    public Optional<String> position() {
        return position;
    }

    @Override
    public synchronized void append(List<Event> batch, String reached) {
        if (isBroken) {
            throw new IllegalStateException("The database is down");
        }
        for (var event : batch) {
            if (events.stream().noneMatch(kept -> kept.id().equals(event.id()))) {
                events.add(event);
            }
        }
        position = Optional.of(reached);
    }

    List<String> names() {
        return events.stream().map(Event::name).toList();
    }
}
