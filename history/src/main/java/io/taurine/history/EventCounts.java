package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.TreeMap;

/** Adds events to the counts of their hour. */
final class EventCounts {

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

    /** In order, so that two processes that store at once do not wait for each other in a circle. */
    private final TreeMap<String, Count> counts = new TreeMap<>();

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

    void add(String name, String source, Instant at) {
        var hour = Math.floorDiv(at.toEpochMilli(), ExecutionCounts.HOUR_MILLIS);
        counts.computeIfAbsent(hour + "\n" + name + "\n" + source, absent -> new Count(hour, name, source)).events++;
    }

    void write(Connection connection) throws SQLException {
        COUNTS.run(connection, counts.values());
    }
}
