package io.taurine.history;

import java.time.Instant;

/**
 * Reads the audit log. Throws {@link HistoryException} when the database does not answer. Safe to share between threads.
 */
public final class AuditHistory {

    private final Database database;

    AuditHistory(Database database) {
        this.database = database;
    }

    /**
     * The entries that fit, newest first.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<AuditEntry> list(AuditFilter filter, String cursor, int limit) {
        return query(filter, cursor)
                .page(
                        database,
                        limit,
                        (row, context) -> new AuditEntry(
                                row.getString("audit_id"),
                                row.getString("actor"),
                                row.getString("role"),
                                row.getString("action"),
                                row.getString("target"),
                                row.getString("outcome"),
                                row.getString("details"),
                                Instant.ofEpochMilli(row.getLong("happened_at"))),
                        entry -> new Cursor(entry.happenedAt().toEpochMilli(), entry.id()));
    }

    static KeysetQuery<AuditEntry> query(AuditFilter filter, String cursor) {
        return KeysetQuery.<AuditEntry>newestFirst(
                        "audit_id, actor, role, action, target, outcome, details, happened_at",
                        "taurine_audit",
                        "happened_at",
                        "audit_id")
                .where("actor", filter.actor())
                .where("target", filter.target())
                .between(filter.from(), filter.to())
                .after(cursor);
    }
}
