package io.taurine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads events and counts them. Every call throws {@link HistoryException} when the database does not answer. Safe to share
 * between threads.
 */
public final class EventHistory {

    private static final String COLUMNS = "event_id, name, source, payload, happened_at";
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
     * The events that fit, newest first.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<StoredEvent> list(EventFilter filter, String cursor, int limit) {
        return query(filter, cursor)
                .page(
                        database,
                        limit,
                        EventHistory::event,
                        event -> new Cursor(event.happenedAt().toEpochMilli(), event.id()));
    }

    static KeysetQuery<StoredEvent> query(EventFilter filter, String cursor) {
        return KeysetQuery.<StoredEvent>newestFirst(COLUMNS, "taurine_event", "happened_at", "event_id")
                .where("name", filter.name())
                .where("source", filter.source())
                .between(filter.from(), filter.to())
                .after(cursor);
    }

    public Optional<StoredEvent> find(String id) {
        return database.with(
                handle -> handle.createQuery("SELECT " + COLUMNS + " FROM taurine_event WHERE event_id = :id")
                        .bind("id", Texts.jobId(id))
                        .map(EventHistory::event)
                        .findOne());
    }

    /**
     * How many events of each name and source there were in each hour, oldest first; at most 10,000 counts. Counted as they
     * were stored: those that retention has removed since are among them.
     *
     * @param from the hour in which this is, and later ones
     * @param to the hour in which this is is the last, unless it begins then
     */
    public List<HourCount> counts(Instant from, Instant to) {
        return database.with(handle -> handle.createQuery(
                        "SELECT event_hour, name, source, events FROM taurine_event_count"
                                + " WHERE event_hour >= :from AND event_hour <= :to"
                                + " ORDER BY event_hour, name, source LIMIT :most")
                .bind("from", Math.floorDiv(from.toEpochMilli(), ExecutionCounts.HOUR_MILLIS))
                .bind("to", Math.floorDiv(to.toEpochMilli() - 1, ExecutionCounts.HOUR_MILLIS))
                .bind("most", MOST_COUNTS)
                .map((row, context) -> new HourCount(
                        Instant.ofEpochMilli(row.getLong("event_hour") * ExecutionCounts.HOUR_MILLIS),
                        row.getString("name"),
                        row.getString("source"),
                        row.getLong("events")))
                .list());
    }

    private static StoredEvent event(ResultSet row, StatementContext context) throws SQLException {
        return new StoredEvent(
                row.getString("event_id"),
                row.getString("name"),
                row.getString("source"),
                row.getString("payload"),
                Instant.ofEpochMilli(row.getLong("happened_at")));
    }
}
