package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Stores events and counts those that were not there yet. */
final class EventWriter {

    private static final BulkMerge<StoredEvent> EVENTS = BulkMerge.<StoredEvent>keeping("taurine_event", "event_id")
            .text("event_id", StoredEvent::id)
            .text("name", StoredEvent::name)
            .text("source", StoredEvent::source)
            .text("payload", StoredEvent::payload)
            .number("happened_at", event -> event.happenedAt().toEpochMilli());

    private static final BulkMerge<Count> COUNTS = BulkMerge.<Count>changing(
                    "taurine_event_count",
                    "THEN UPDATE SET events = t.events + s.events",
                    "event_hour",
                    "name",
                    "source")
            .number("event_hour", count -> count.hour)
            .text("name", count -> count.name)
            .text("source", count -> count.source)
            .number("events", count -> count.events);

    private EventWriter() {}

    private static final class Count {
        private final long hour;
        private final String name;
        private final String source;
        private long events;

        Count(long hour, String name, String source) {
            this.hour = hour;
            this.name = name;
            this.source = source;
        }
    }

    static void write(Connection connection, List<StoredEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        var known = known(connection, events);
        var fresh = events.stream().filter(event -> !known.contains(event.id())).toList();
        EVENTS.run(connection, fresh);
        var counts = new TreeMap<String, Count>();
        for (var event : fresh) {
            var hour = Math.floorDiv(event.happenedAt().toEpochMilli(), ExecutionCounts.HOUR_MILLIS);
            counts.computeIfAbsent(
                            hour + "\n" + event.name() + "\n" + event.source(),
                            absent -> new Count(hour, event.name(), event.source()))
                    .events++;
        }
        COUNTS.run(connection, counts.values());
    }

    private static Set<String> known(Connection connection, List<StoredEvent> events) throws SQLException {
        var known = new HashSet<String>();
        try (var statement =
                connection.prepareStatement("SELECT event_id FROM taurine_event WHERE event_id = ANY(?)")) {
            var asked = events.stream().map(StoredEvent::id).toArray();
            statement.setArray(1, connection.createArrayOf("VARCHAR", asked));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getString(1));
                }
            }
        }
        return known;
    }
}
