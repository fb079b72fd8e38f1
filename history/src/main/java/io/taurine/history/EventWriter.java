package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Stores events and counts those that were not there yet. */
final class EventWriter {

    private static final BulkMerge<StoredEvent> EVENTS = BulkMerge.<StoredEvent>keeping("taurine_event", "event_id")
            .text("event_id", StoredEvent::id)
            .text("name", StoredEvent::name)
            .text("source", StoredEvent::source)
            .text("payload", StoredEvent::payload)
            .number("happened_at", event -> event.happenedAt().toEpochMilli());

    private EventWriter() {}

    static void write(Connection connection, List<StoredEvent> events, EventCounts counts) throws SQLException {
        for (var event : EVENTS.runFresh(connection, events)) {
            counts.add(event.name(), event.source(), event.happenedAt());
        }
    }
}
