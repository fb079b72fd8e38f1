package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;

/** Stores schedules. */
final class ScheduleWriter {

    private static final String COLUMNS =
            "schedule_id, definition_key, rule, params, version, enabled, system, created_at, changed_at, removed_at";
    private static final String MERGE = "MERGE INTO taurine_schedule t USING (SELECT CAST(? AS VARCHAR) AS schedule_id,"
            + " CAST(? AS VARCHAR) AS definition_key, CAST(? AS VARCHAR) AS rule, CAST(? AS VARCHAR) AS params,"
            + " CAST(? AS BIGINT) AS version, CAST(? AS BOOLEAN) AS enabled, CAST(? AS BOOLEAN) AS system,"
            + " CAST(? AS BIGINT) AS created_at, CAST(? AS BIGINT) AS changed_at, CAST(? AS BIGINT) AS removed_at) s"
            + " ON (t.schedule_id = s.schedule_id)"
            // A process that starts later may still tell how it was.
            + " WHEN MATCHED AND s.changed_at >= t.changed_at THEN UPDATE SET definition_key = s.definition_key,"
            + " rule = s.rule, params = s.params, version = s.version, enabled = s.enabled, system = s.system,"
            + " changed_at = s.changed_at, removed_at = s.removed_at"
            + " WHEN NOT MATCHED THEN INSERT (" + COLUMNS + ") VALUES (s.schedule_id, s.definition_key, s.rule,"
            + " s.params, s.version, s.enabled, s.system, s.created_at, s.changed_at, s.removed_at)";

    private ScheduleWriter() {}

    static void write(Connection connection, List<ScheduleEntry> schedules) throws SQLException {
        try (var statement = connection.prepareStatement(MERGE)) {
            for (var schedule : schedules) {
                statement.setString(1, schedule.id());
                statement.setString(2, schedule.definitionKey());
                statement.setString(3, schedule.rule());
                statement.setString(4, schedule.params());
                statement.setLong(5, schedule.version());
                statement.setBoolean(6, schedule.isEnabled());
                statement.setBoolean(7, schedule.isSystem());
                statement.setLong(8, schedule.createdAt().toEpochMilli());
                statement.setLong(9, schedule.changedAt().toEpochMilli());
                statement.setObject(
                        10, schedule.removedAt().map(Instant::toEpochMilli).orElse(null), Types.BIGINT);
                statement.executeUpdate();
            }
        }
    }

    static boolean remove(Connection connection, String scheduleId, Instant at) throws SQLException {
        var sql =
                "UPDATE taurine_schedule SET removed_at = ?, changed_at = ? WHERE schedule_id = ? AND removed_at IS NULL";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, at.toEpochMilli());
            statement.setLong(2, at.toEpochMilli());
            statement.setString(3, scheduleId);
            return statement.executeUpdate() == 1;
        }
    }
}
