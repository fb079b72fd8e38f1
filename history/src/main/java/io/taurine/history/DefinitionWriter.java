package io.taurine.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Stores definitions and versions, and how they change. */
final class DefinitionWriter {

    private record Known(String checksum, String settings) {}

    RegistrationChange register(Connection connection, Registration found, Instant at) throws SQLException {
        mergeDefinition(connection, found, at.toEpochMilli());
        var known = known(connection, found);
        if (known != null && known.checksum.equals(found.checksum()) && known.settings.equals(found.settings())) {
            return RegistrationChange.SAME;
        }
        var sameCode = known != null && known.checksum.equals(found.checksum());
        if (known == null) {
            insertVersion(connection, found, at.toEpochMilli());
        } else {
            updateVersion(connection, found, at.toEpochMilli());
        }
        insertChange(connection, found, known == null ? null : known.checksum, at.toEpochMilli());
        return known == null ? RegistrationChange.NEW : sameCode ? RegistrationChange.SAME : RegistrationChange.CHANGED;
    }

    boolean enable(Connection connection, String key, boolean isEnabled, Instant at) throws SQLException {
        var sql = "UPDATE taurine_definition SET enabled = ?, changed_at = ? WHERE definition_key = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setBoolean(1, isEnabled);
            statement.setLong(2, at.toEpochMilli());
            statement.setString(3, key);
            return statement.executeUpdate() == 1;
        }
    }

    /** Only the newest version of a definition says what it is like; whether it is enabled is kept from the first. */
    private static void mergeDefinition(Connection connection, Registration found, long at) throws SQLException {
        var sql = "MERGE INTO taurine_definition t USING (SELECT CAST(? AS VARCHAR) AS definition_key,"
                + " CAST(? AS BIGINT) AS latest_version, CAST(? AS BIGINT) AS minimal_version,"
                + " CAST(? AS VARCHAR) AS description, CAST(? AS VARCHAR) AS module, CAST(? AS BOOLEAN) AS enabled,"
                + " CAST(? AS BIGINT) AS seen_at) s ON (t.definition_key = s.definition_key)"
                + " WHEN MATCHED AND s.latest_version >= t.latest_version AND (s.latest_version <> t.latest_version OR"
                + " s.minimal_version <> t.minimal_version OR s.description <> t.description OR"
                + " COALESCE(s.module, '') <> COALESCE(t.module, '')) THEN UPDATE SET"
                + " latest_version = s.latest_version, minimal_version = s.minimal_version,"
                + " description = s.description, module = s.module, changed_at = s.seen_at"
                + " WHEN NOT MATCHED THEN INSERT (definition_key, latest_version, minimal_version, description, module,"
                + " enabled, first_seen_at, changed_at) VALUES (s.definition_key, s.latest_version, s.minimal_version,"
                + " s.description, s.module, s.enabled, s.seen_at, s.seen_at)";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, found.key());
            statement.setLong(2, found.version());
            statement.setLong(3, found.minimalVersion());
            statement.setString(4, found.description());
            statement.setString(5, found.module());
            statement.setBoolean(6, found.isEnabled());
            statement.setLong(7, at);
            statement.executeUpdate();
        }
    }

    private static @Nullable Known known(Connection connection, Registration found) throws SQLException {
        // Locked, so that two processes that start with the same change do not both write it down.
        var sql = "SELECT checksum, settings FROM taurine_version WHERE definition_key = ? AND version = ? FOR UPDATE";
        try (var statement = connection.prepareStatement(sql)) {
            setVersion(statement, 1, found);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? new Known(rows.getString(1), rows.getString(2)) : null;
            }
        }
    }

    private static void insertVersion(Connection connection, Registration found, long at) throws SQLException {
        var sql = "INSERT INTO taurine_version (definition_key, version, checksum, settings, first_seen_at, changed_at)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        try (var statement = connection.prepareStatement(sql)) {
            setVersion(statement, 1, found);
            statement.setString(3, found.checksum());
            statement.setString(4, found.settings());
            statement.setLong(5, at);
            statement.setLong(6, at);
            statement.executeUpdate();
        }
    }

    private static void updateVersion(Connection connection, Registration found, long at) throws SQLException {
        var sql = "UPDATE taurine_version SET checksum = ?, settings = ?, changed_at = ?"
                + " WHERE definition_key = ? AND version = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, found.checksum());
            statement.setString(2, found.settings());
            statement.setLong(3, at);
            setVersion(statement, 4, found);
            statement.executeUpdate();
        }
    }

    private static void insertChange(Connection connection, Registration found, @Nullable String old, long at)
            throws SQLException {
        var sql = "INSERT INTO taurine_version_change (definition_key, version, sequence, old_checksum, new_checksum,"
                + " settings, changed_at) SELECT CAST(? AS VARCHAR), CAST(? AS BIGINT), 1 + COUNT(*),"
                + " CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS VARCHAR), CAST(? AS BIGINT)"
                + " FROM taurine_version_change WHERE definition_key = ? AND version = ?";
        try (var statement = connection.prepareStatement(sql)) {
            setVersion(statement, 1, found);
            statement.setString(3, old);
            statement.setString(4, found.checksum());
            statement.setString(5, found.settings());
            statement.setLong(6, at);
            setVersion(statement, 7, found);
            statement.executeUpdate();
        }
    }

    private static void setVersion(PreparedStatement statement, int from, Registration found) throws SQLException {
        statement.setString(from, found.key());
        statement.setLong(from + 1, found.version());
    }
}
