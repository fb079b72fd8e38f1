package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;

/**
 * Removes what is old. Each call removes at most some thousand rows of a kind in short transactions, and says how many there
 * were: call it again while it removes any. Every call throws {@link HistoryException} when the database does not answer.
 * Several processes may call it at once. Safe to share between threads.
 */
public final class HistoryRetention {

    private static final int AT_ONCE = 1_000;
    private static final int ROUNDS = 5;

    private final Database database;
    private final InstantSource clock = InstantSource.system();

    HistoryRetention(Database database) {
        this.database = database;
    }

    /**
     * Removes executions that have ended and began before that, with what they logged, and the states of jobs from before
     * that. What still runs is kept.
     */
    public long removeExecutionsBefore(Instant bound) {
        return inRounds(connection -> removeExecutions(
                        connection,
                        "SELECT ref FROM taurine_execution WHERE started_at < ? AND ended_at IS NOT NULL"
                                + " ORDER BY started_at, ref LIMIT " + AT_ONCE,
                        bound.toEpochMilli()))
                + removeStates(bound);
    }

    private long removeStates(Instant bound) {
        var removed = removeStates("", bound);
        for (var step : JobStep.values()) {
            removed += removeStates(step.wireName(), bound);
        }
        return removed;
    }

    private long removeStates(String step, Instant bound) {
        return inRounds(connection -> remove(
                connection,
                "DELETE FROM taurine_state WHERE ref IN (SELECT ref FROM taurine_state WHERE step = ? AND happened_at < ?"
                        + " ORDER BY happened_at, ref LIMIT " + AT_ONCE + ")",
                step,
                bound.toEpochMilli()));
    }

    /**
     * Removes the oldest executions of a queue that have ended, with what they logged, but the newest ones.
     *
     * @param most how many are kept, 0 or more
     */
    public long keepNewestExecutions(String queue, int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most must be 0 or more, was " + most);
        }
        var bound = database.with(
                handle -> handle.createQuery("SELECT started_at FROM taurine_execution WHERE queue = :queue"
                                + " ORDER BY started_at DESC, ref DESC OFFSET :most ROWS FETCH NEXT 1 ROWS ONLY")
                        .bind("queue", Texts.name(queue))
                        .bind("most", most)
                        .mapTo(Long.class)
                        .findOne());
        if (bound.isEmpty()) {
            return 0;
        }
        return inRounds(connection -> {
            // Of those that began in the same millisecond as the first one too many only that many go, and no more.
            var excess = excess(connection, queue, most);
            return excess == 0
                    ? 0
                    : removeExecutions(
                            connection,
                            "SELECT ref FROM taurine_execution WHERE queue = ? AND started_at <= ? AND ended_at IS NOT NULL"
                                    + " ORDER BY started_at, ref LIMIT " + Math.min(AT_ONCE, excess),
                            Texts.name(queue),
                            bound.get());
        });
    }

    /** Counts at most a round's worth of rows beyond those that are kept. */
    private static long excess(Connection connection, String queue, int most) throws SQLException {
        var sql = "SELECT COUNT(*) FROM (SELECT ref FROM taurine_execution WHERE queue = ? ORDER BY started_at DESC,"
                + " ref DESC OFFSET ? ROWS FETCH NEXT " + AT_ONCE + " ROWS ONLY) beyond";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, Texts.name(queue));
            statement.setInt(2, most);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /**
     * Removes events from before that, and their counts once they are a year older still. Steps of jobs from before that are no
     * events any more, and not among the number; as part of the jobs' history they stay.
     */
    public long removeEventsBefore(Instant bound) {
        var removed = inRounds(connection -> remove(
                connection,
                "DELETE FROM taurine_event WHERE event_id IN (SELECT event_id FROM taurine_event WHERE happened_at < ?"
                        + " ORDER BY happened_at, event_id LIMIT " + AT_ONCE + ")",
                bound.toEpochMilli()));
        database.inTransaction(connection -> {
            // Those that are still to come will be events.
            var now = clock.instant();
            EventFloor.raise(connection, bound.isAfter(now) ? now : bound);
            return true;
        });
        removeCountsBefore(bound.minus(Duration.ofDays(365)));
        return removed;
    }

    /** Keeps the newest events, and removes the oldest ones beyond that many, 0 or more; steps of jobs are not counted. */
    public long keepNewestEvents(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("most must be 0 or more, was " + most);
        }
        return inRounds(connection -> remove(
                connection,
                "DELETE FROM taurine_event WHERE event_id IN (SELECT event_id FROM taurine_event ORDER BY happened_at DESC,"
                        + " event_id DESC OFFSET ? ROWS FETCH NEXT " + AT_ONCE + " ROWS ONLY)",
                most));
    }

    /** Removes entries of the audit log from before that. */
    public long removeAuditBefore(Instant bound) {
        return inRounds(connection -> remove(
                connection,
                "DELETE FROM taurine_audit WHERE audit_id IN (SELECT audit_id FROM taurine_audit WHERE happened_at < ?"
                        + " ORDER BY happened_at, audit_id LIMIT " + AT_ONCE + ")",
                bound.toEpochMilli()));
    }

    private void removeCountsBefore(Instant bound) {
        var hour = Math.floorDiv(bound.toEpochMilli(), ExecutionCounts.HOUR_MILLIS);
        database.inTransaction(connection -> {
            remove(connection, "DELETE FROM taurine_event_count WHERE event_hour < ?", hour);
            remove(connection, "DELETE FROM taurine_execution_count WHERE ended_hour < ?", hour);
            remove(connection, "DELETE FROM taurine_duration_count WHERE ended_hour < ?", hour);
            return true;
        });
    }

    private long inRounds(Database.Work<Integer> round) {
        var removed = 0L;
        for (var done = 0; done < ROUNDS; done++) {
            int rows = database.inTransaction(round);
            removed += rows;
            if (rows < AT_ONCE) {
                break;
            }
        }
        return removed;
    }

    private static int remove(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    private static int removeExecutions(Connection connection, String sql, Object... values) throws SQLException {
        var refs = new ArrayList<String>();
        try (var statement = connection.prepareStatement(sql)) {
            for (var i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    refs.add(rows.getString(1));
                }
            }
        }
        var array = connection.createArrayOf("VARCHAR", refs.toArray());
        remove(connection, "DELETE FROM taurine_log WHERE execution_ref = ANY(?)", array);
        return remove(connection, "DELETE FROM taurine_execution WHERE ref = ANY(?)", array);
    }
}
