package io.taurine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads the definitions there are or were. Every call throws {@link HistoryException} when the database does not answer. Safe
 * to share between threads.
 */
public final class DefinitionHistory {

    private static final String COLUMNS =
            "definition_key, latest_version, minimal_version, description, module, enabled,"
                    + " first_seen_at, changed_at";

    private final Database database;

    DefinitionHistory(Database database) {
        this.database = database;
    }

    /**
     * All of them, by key.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<DefinitionEntry> list(String cursor, int limit) {
        return query(cursor).page(database, limit, DefinitionHistory::definition, entry -> new Cursor(0, entry.key()));
    }

    static KeysetQuery<DefinitionEntry> query(String cursor) {
        return KeysetQuery.<DefinitionEntry>oldestFirst(
                        COLUMNS, "taurine_definition", "definition_key", "definition_key")
                .afterKey(cursor);
    }

    public Optional<DefinitionEntry> find(String key) {
        return database.with(handle -> handle.createQuery(
                        "SELECT " + COLUMNS + " FROM taurine_definition WHERE definition_key = :key")
                .bind("key", Texts.name(key))
                .map(DefinitionHistory::definition)
                .findOne());
    }

    private static DefinitionEntry definition(ResultSet row, StatementContext context) throws SQLException {
        return new DefinitionEntry(
                row.getString("definition_key"),
                row.getInt("latest_version"),
                row.getInt("minimal_version"),
                row.getString("description"),
                row.getString("module"),
                row.getBoolean("enabled"),
                Instant.ofEpochMilli(row.getLong("first_seen_at")),
                Instant.ofEpochMilli(row.getLong("changed_at")));
    }
}
