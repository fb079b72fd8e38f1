package io.taurine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads the schedules there are or were. Every call throws {@link HistoryException} when the database does not answer. Safe to
 * share between threads.
 */
public final class ScheduleHistory {

    private static final String COLUMNS =
            "schedule_id, definition_key, rule, params, version, enabled, system, created_at, changed_at, removed_at";

    private final Database database;

    ScheduleHistory(Database database) {
        this.database = database;
    }

    /**
     * Those that fit, by id; removed ones too.
     *
     * @param definitionKey empty for those of all definitions
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<ScheduleEntry> list(Optional<String> definitionKey, String cursor, int limit) {
        return query(definitionKey, cursor)
                .page(database, limit, ScheduleHistory::schedule, entry -> new Cursor(0, entry.id()));
    }

    static KeysetQuery<ScheduleEntry> query(Optional<String> definitionKey, String cursor) {
        return KeysetQuery.<ScheduleEntry>oldestFirst(
                        COLUMNS,
                        "taurine_schedule",
                        definitionKey.isPresent() ? "definition_key" : "schedule_id",
                        "schedule_id")
                .where("definition_key", definitionKey.map(Texts::name))
                .afterKey(cursor);
    }

    public Optional<ScheduleEntry> find(String id) {
        return database.with(
                handle -> handle.createQuery("SELECT " + COLUMNS + " FROM taurine_schedule WHERE schedule_id = :id")
                        .bind("id", Texts.name(id))
                        .map(ScheduleHistory::schedule)
                        .findOne());
    }

    private static ScheduleEntry schedule(ResultSet row, StatementContext context) throws SQLException {
        var removed = row.getLong("removed_at");
        var isThere = row.wasNull();
        return new ScheduleEntry(
                row.getString("schedule_id"),
                row.getString("definition_key"),
                row.getString("rule"),
                row.getString("params"),
                row.getLong("version"),
                row.getBoolean("enabled"),
                row.getBoolean("system"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("changed_at")),
                isThere ? Optional.empty() : Optional.of(Instant.ofEpochMilli(removed)));
    }
}
