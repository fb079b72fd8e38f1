package io.taurine.history;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Reads events and counts them. Every call throws {@link HistoryException} when the database does not answer. Safe to share
 * between threads.
 */
public final class EventHistory {

    static final String COUNTS = "SELECT event_hour, name, source, events FROM taurine_event_count"
            + " WHERE event_hour >= :from AND event_hour <= :to ORDER BY event_hour, name, source LIMIT :limit";
    private static final int MOST_COUNTS = 10_000;

    private final Database database;

    EventHistory(Database database) {
        this.database = database;
    }

    /**
     * How many events there were.
     *
     * @param hour the beginning of the hour they happened in
     */
    public record HourCount(Instant hour, String name, String source, long events) {}

    /**
     * The events that fit, newest first; steps of jobs among them, where they are events.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<StoredEvent> list(EventFilter filter, String cursor, int limit) {
        KeysetQuery.requireLimit(limit);
        return database.with(handle -> {
            var query = new EventQuery(filter, EventFloor.of(handle), cursor);
            var rows = EventRow.read(
                    handle,
                    handle.createQuery(query.sql()).bindMap(query.values()).bind("limit", limit + 1));
            return HistoryPage.of(
                    rows, limit, event -> new Cursor(event.happenedAt().toEpochMilli(), event.id()));
        });
    }

    /** By its id; that of a step of a job is the {@link StateChange#ref} of the step. */
    public Optional<StoredEvent> find(String id) {
        return database.with(handle -> {
            var stored = EventRow.read(
                    handle,
                    handle.createQuery("SELECT " + EventQuery.STORED + " FROM taurine_event WHERE event_id = :id")
                            .bind("id", Texts.jobId(id)));
            return stored.isEmpty() ? findStep(handle, id) : Optional.of(stored.get(0));
        });
    }

    private static Optional<StoredEvent> findStep(Handle handle, String id) throws SQLException {
        return EventRow.read(
                        handle,
                        handle.createQuery("SELECT " + EventQuery.STEP
                                        + " FROM taurine_state WHERE ref = :id AND step <> '' AND happened_at >= :from")
                                .bind("id", Texts.jobId(id))
                                .bind("from", EventFloor.of(handle).toEpochMilli()))
                .stream()
                .findFirst();
    }

    /**
     * How many events of each name and source there were in each hour, oldest first; at most 10,000 counts. Counted as they
     * were stored: those that retention has removed since are among them.
     *
     * @param from the hour in which this is, and later ones
     * @param to the hour in which this is is the last, unless it begins then
     */
    public List<HourCount> counts(Instant from, Instant to) {
        return database.with(handle -> handle.createQuery(COUNTS)
                .bind("from", Math.floorDiv(from.toEpochMilli(), ExecutionCounts.HOUR_MILLIS))
                .bind("to", Math.floorDiv(to.toEpochMilli() - 1, ExecutionCounts.HOUR_MILLIS))
                .bind("limit", MOST_COUNTS)
                .map((row, context) -> new HourCount(
                        Instant.ofEpochMilli(row.getLong("event_hour") * ExecutionCounts.HOUR_MILLIS),
                        row.getString("name"),
                        row.getString("source"),
                        row.getLong("events")))
                .list());
    }
}
