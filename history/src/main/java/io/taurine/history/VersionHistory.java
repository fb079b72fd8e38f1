package io.taurine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * Reads the versions of definitions and how they changed. Every call throws {@link HistoryException} when the database does
 * not answer. Safe to share between threads.
 */
public final class VersionHistory {

    private static final String COLUMNS = "definition_key, version, checksum, settings, first_seen_at, changed_at";

    private final Database database;

    VersionHistory(Database database) {
        this.database = database;
    }

    /**
     * The versions of a definition, oldest first.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<VersionEntry> list(String definitionKey, String cursor, int limit) {
        return KeysetQuery.<VersionEntry>oldestFirst(COLUMNS, "taurine_version", "version", "definition_key")
                .where("definition_key", Optional.of(Texts.name(definitionKey)))
                .after(cursor)
                .page(database, limit, VersionHistory::version, entry -> new Cursor(entry.version(), entry.key()));
    }

    public Optional<VersionEntry> find(String definitionKey, int version) {
        return database.with(handle -> handle.createQuery("SELECT " + COLUMNS
                        + " FROM taurine_version WHERE definition_key = :key AND version = :version")
                .bind("key", Texts.name(definitionKey))
                .bind("version", version)
                .map(VersionHistory::version)
                .findOne());
    }

    /** How a version changed, oldest first; the first is its registration. Otherwise as {@link #list}. */
    public HistoryPage<VersionChange> changes(String definitionKey, int version, String cursor, int limit) {
        return KeysetQuery.<VersionChange>oldestFirst(
                        "definition_key, version, sequence, old_checksum, new_checksum, settings, changed_at",
                        "taurine_version_change",
                        "sequence",
                        "definition_key")
                .where("definition_key", Optional.of(Texts.name(definitionKey)))
                .where("version", Optional.of(version))
                .after(cursor)
                .page(
                        database,
                        limit,
                        (row, context) -> new VersionChange(
                                row.getString("definition_key"),
                                row.getInt("version"),
                                row.getInt("sequence"),
                                Optional.ofNullable(row.getString("old_checksum")),
                                row.getString("new_checksum"),
                                row.getString("settings"),
                                Instant.ofEpochMilli(row.getLong("changed_at"))),
                        change -> new Cursor(change.sequence(), change.key()));
    }

    private static VersionEntry version(ResultSet row, StatementContext context) throws SQLException {
        return new VersionEntry(
                row.getString("definition_key"),
                row.getInt("version"),
                row.getString("checksum"),
                row.getString("settings"),
                Instant.ofEpochMilli(row.getLong("first_seen_at")),
                Instant.ofEpochMilli(row.getLong("changed_at")));
    }
}
