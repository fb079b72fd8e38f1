package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Stores the audit log. */
final class AuditWriter {

    private static final BulkMerge<AuditEntry> ENTRIES = BulkMerge.<AuditEntry>keeping("taurine_audit", "audit_id")
            .text("audit_id", AuditEntry::id)
            .text("actor", AuditEntry::actor)
            .text("role", AuditEntry::role)
            .text("action", AuditEntry::action)
            .text("target", AuditEntry::target)
            .text("outcome", AuditEntry::outcome)
            .text("details", AuditEntry::details)
            .number("happened_at", entry -> entry.happenedAt().toEpochMilli());

    private AuditWriter() {}

    static void write(Connection connection, List<AuditEntry> entries) throws SQLException {
        ENTRIES.run(connection, entries);
    }
}
