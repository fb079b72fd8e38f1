package io.taurine.server;

import io.taurine.history.HistoryBatch;
import io.taurine.history.HistoryStore;
import io.taurine.server.event.Event;
import io.taurine.server.event.EventJournal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Keeps the events of the bus in the history. */
final class HistoryJournal implements EventJournal {

    private final HistoryStore store;
    private final String stream;
    private final InstantSource clock;

    /** @param stream what the place in it is kept under; different for each Redis prefix */
    HistoryJournal(HistoryStore store, String stream, InstantSource clock) {
        this.store = store;
        this.stream = stream;
        this.clock = clock;
    }

    @Override
    public Optional<String> position() {
        return store.position(stream);
    }

    @Override
    public void append(List<Event> events, String position) {
        var batch = new HistoryBatch();
        events.forEach(event -> batch.event(ServerHistory.stored(event)));
        if (!position.isEmpty()) {
            var kept = store.position(stream);
            if (kept.isEmpty() || StreamId.of(kept.get()).compareTo(StreamId.of(position)) < 0) {
                batch.position(stream, kept.orElse(null), position, clock.instant());
            }
        }
        store.write(batch);
    }

    /** A place in a stream of Redis. */
    private record StreamId(long millis, long sequence) implements Comparable<StreamId> {

        static StreamId of(String text) {
            var parts = text.split("-", 2);
            return new StreamId(Long.parseLong(parts[0]), parts.length < 2 ? 0 : Long.parseLong(parts[1]));
        }

        @Override
        public int compareTo(StreamId other) {
            var byMillis = Long.compare(millis, other.millis);
            return byMillis != 0 ? byMillis : Long.compare(sequence, other.sequence);
        }
    }
}
