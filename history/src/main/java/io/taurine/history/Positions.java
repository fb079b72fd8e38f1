package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** Moves the kept places of streams on, unless somebody else has done so. */
final class Positions {

    private Positions() {}

    static void move(Connection connection, Collection<HistoryBatch.Move> moves) throws SQLException {
        for (var move : moves) {
            var sql = move.from() == null
                    ? "INSERT INTO taurine_position (last_id, changed_at, stream) SELECT CAST(? AS VARCHAR),"
                            + " CAST(? AS BIGINT), CAST(? AS VARCHAR) WHERE NOT EXISTS (SELECT 1 FROM taurine_position"
                            + " WHERE stream = ?)"
                    : "UPDATE taurine_position SET last_id = ?, changed_at = ? WHERE stream = ? AND last_id = ?";
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, move.to());
                statement.setLong(2, move.at().toEpochMilli());
                statement.setString(3, move.stream());
                statement.setString(4, move.from() == null ? move.stream() : move.from());
                if (statement.executeUpdate() != 1) {
                    throw new PositionMovedException(move.stream());
                }
            }
        }
    }
}
