package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * From when on the steps of jobs are still events. They are rows of the jobs' own history, which may be kept longer than events:
 * instead of removing them one by one this bound is moved.
 */
final class EventFloor {

    /** Beside the places in streams, none of which is called so. */
    private static final String NAME = "taurine: steps are events from";

    private record Floor(long millis) {}

    private static final BulkMerge<Floor> FLOOR = BulkMerge.<Floor>changing(
                    "taurine_position",
                    "AND CAST(t.last_id AS BIGINT) < CAST(s.last_id AS BIGINT)"
                            + " THEN UPDATE SET last_id = s.last_id, changed_at = s.changed_at",
                    "stream")
            .text("stream", floor -> NAME)
            .text("last_id", floor -> Long.toString(floor.millis()))
            .number("changed_at", Floor::millis);

    private EventFloor() {}

    static Instant of(Handle handle) {
        return handle.createQuery("SELECT last_id FROM taurine_position WHERE stream = :name")
                .bind("name", NAME)
                .mapTo(String.class)
                .findOne()
                .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                .orElse(Instant.EPOCH);
    }

    /** Never back. */
    static void raise(Connection connection, Instant bound) throws SQLException {
        FLOOR.run(connection, List.of(new Floor(bound.toEpochMilli())));
    }
}
