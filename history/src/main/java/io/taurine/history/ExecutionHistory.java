package io.taurine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads executions, the states of jobs, and what was logged. Lists come newest first and without results, stack traces and
 * progress. Every call throws {@link HistoryException} when the database does not answer. Safe to share between threads.
 */
public final class ExecutionHistory {

    private static final String SHORT =
            "ref, queue, job_id, run_number, attempt, job_name, version, schedule_id, worker,"
                    + " outcome, started_at, ended_at, waited_millis, logged, SUBSTRING(error FROM 1 FOR 500) AS error";
    static final String FULL = "ref, queue, job_id, run_number, attempt, job_name, version, schedule_id, worker,"
            + " outcome, started_at, ended_at, waited_millis, logged, error, progress, result, stack_trace";

    private final Database database;

    ExecutionHistory(Database database) {
        this.database = database;
    }

    /**
     * The executions that fit, newest first.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor or the limit is none
     */
    public HistoryPage<Execution> list(ExecutionFilter filter, String cursor, int limit) {
        return query(filter, cursor).page(database, limit, ExecutionHistory::brief, ExecutionHistory::place);
    }

    static KeysetQuery<Execution> query(ExecutionFilter filter, String cursor) {
        return KeysetQuery.<Execution>newestFirst(SHORT, "taurine_execution", "started_at", "ref")
                .where("queue", filter.queue())
                .whereAny(
                        "outcome",
                        filter.outcomes().stream()
                                .map(Outcome::wireName)
                                .sorted()
                                .toList())
                .between(filter.from(), filter.to())
                .after(cursor);
    }

    /** The executions of one job, newest first; otherwise as {@link #list}. */
    public HistoryPage<Execution> ofJob(String queue, String jobId, String cursor, int limit) {
        return ofJobQuery(queue, jobId, cursor)
                .page(database, limit, ExecutionHistory::brief, execution -> new Cursor(0, execution.ref()));
    }

    static KeysetQuery<Execution> ofJobQuery(String queue, String jobId, String cursor) {
        // A ref begins with the queue and goes on with the time: in the order of refs is in the order of times.
        return KeysetQuery.<Execution>newestFirst(SHORT, "taurine_execution", "job_id", "ref")
                .where("queue", Optional.of(Texts.name(queue)))
                .where("job_id", Optional.of(Texts.jobId(jobId)))
                .afterKey(cursor);
    }

    /** By its {@link Execution#id}, with all that is known; the newest where a job's id was used again. */
    public Optional<Execution> find(String id) {
        var colon = id.indexOf(':');
        var slash = id.lastIndexOf('/');
        if (colon < 0 || slash < colon || !id.substring(slash + 1).matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        return database.with(handle -> handle.createQuery(
                        "SELECT " + FULL + " FROM taurine_execution WHERE queue = :queue"
                                + " AND job_id = :job AND run_number = :number ORDER BY ref DESC LIMIT 1")
                .bind("queue", Texts.name(id.substring(0, colon)))
                .bind("job", Texts.jobId(id.substring(colon + 1, slash)))
                .bind("number", Integer.parseInt(id.substring(slash + 1)))
                .map(ExecutionHistory::full)
                .findOne());
    }

    /** By its {@link Execution#ref}, with all that is known. */
    public Optional<Execution> findByRef(String ref) {
        return database.with(handle -> handle.createQuery("SELECT " + FULL + " FROM taurine_execution WHERE ref = :ref")
                .bind("ref", Texts.jobId(ref))
                .map(ExecutionHistory::full)
                .findOne());
    }

    /** What became of a job step by step, oldest first; otherwise as {@link #list}. */
    public HistoryPage<StateChange> states(String queue, String jobId, String cursor, int limit) {
        return statesQuery(queue, jobId, cursor)
                .page(database, limit, ExecutionHistory::state, change -> new Cursor(0, change.ref()));
    }

    static KeysetQuery<StateChange> statesQuery(String queue, String jobId, String cursor) {
        return KeysetQuery.<StateChange>oldestFirst(
                        "ref, queue, job_id, execution_ref, state, detail, happened_at",
                        "taurine_state",
                        "job_id",
                        "ref")
                .where("queue", Optional.of(Texts.name(queue)))
                .where("job_id", Optional.of(Texts.jobId(jobId)))
                .afterKey(cursor);
    }

    /** The lines of an execution, by its {@link Execution#ref}, oldest first; otherwise as {@link #list}. */
    public HistoryPage<LogLine> logs(String ref, String cursor, int limit) {
        return logsQuery(ref, cursor)
                .page(
                        database,
                        limit,
                        (row, context) -> new LogLine(
                                row.getString("execution_ref"), row.getLong("line"), row.getString("message")),
                        line -> new Cursor(line.line(), line.executionRef()));
    }

    static KeysetQuery<LogLine> logsQuery(String ref, String cursor) {
        return KeysetQuery.<LogLine>oldestFirst("execution_ref, line, message", "taurine_log", "line", "execution_ref")
                .where("execution_ref", Optional.of(Texts.jobId(ref)))
                .after(cursor);
    }

    /** Those that run by what is known, of one queue, with all that is known; at most that many. */
    List<Execution> running(String queue, int most) {
        return database.with(
                handle -> handle.createQuery("SELECT " + FULL + " FROM taurine_execution WHERE queue = :queue"
                                + " AND outcome = 'running' ORDER BY started_at, ref LIMIT :most")
                        .bind("queue", Texts.name(queue))
                        .bind("most", most)
                        .map(ExecutionHistory::full)
                        .list());
    }

    /** The last execution of each of these jobs. */
    List<Execution> last(String queue, List<String> jobIds) {
        if (jobIds.isEmpty()) {
            return List.of();
        }
        return database.with(handle -> {
            var ids = handle.getConnection()
                    .createArrayOf("VARCHAR", jobIds.stream().map(Texts::jobId).toArray());
            return handle.createQuery("SELECT " + FULL + " FROM taurine_execution WHERE ref IN (SELECT MAX(ref) FROM"
                            + " taurine_execution WHERE queue = :queue AND job_id = ANY(:ids) GROUP BY job_id)")
                    .bind("queue", Texts.name(queue))
                    .bindBySqlType("ids", ids, Types.ARRAY)
                    .map(ExecutionHistory::full)
                    .list();
        });
    }

    /** Those of the jobs of which any state is written. */
    List<String> withStates(String queue, List<String> jobIds) {
        if (jobIds.isEmpty()) {
            return List.of();
        }
        return database.with(handle -> {
            var ids = handle.getConnection()
                    .createArrayOf("VARCHAR", jobIds.stream().map(Texts::jobId).toArray());
            return handle.createQuery(
                            "SELECT DISTINCT job_id FROM taurine_state WHERE queue = :queue AND job_id = ANY(:ids)")
                    .bind("queue", Texts.name(queue))
                    .bindBySqlType("ids", ids, Types.ARRAY)
                    .mapTo(String.class)
                    .list();
        });
    }

    private static Cursor place(Execution execution) {
        return new Cursor(execution.startedAt().toEpochMilli(), execution.ref());
    }

    private static StateChange state(ResultSet row, StatementContext context) throws SQLException {
        return new StateChange(
                row.getString("ref"),
                row.getString("queue"),
                row.getString("job_id"),
                row.getString("execution_ref"),
                row.getString("state"),
                row.getString("detail"),
                Instant.ofEpochMilli(row.getLong("happened_at")));
    }

    private static Execution full(ResultSet row, StatementContext context) throws SQLException {
        return builder(row)
                .progress(row.getString("progress"))
                .result(row.getString("result"))
                .stackTrace(row.getString("stack_trace"))
                .build();
    }

    private static Execution brief(ResultSet row, StatementContext context) throws SQLException {
        return builder(row).build();
    }

    private static Execution.Builder builder(ResultSet row) throws SQLException {
        var version = number(row, "version");
        var ended = number(row, "ended_at");
        var execution = Execution.builder(
                        row.getString("ref"),
                        row.getString("queue"),
                        row.getString("job_id"),
                        row.getInt("run_number"),
                        Instant.ofEpochMilli(row.getLong("started_at")))
                .attempt(row.getInt("attempt"))
                .jobName(row.getString("job_name"))
                .version(version == null ? null : version.intValue())
                .scheduleId(row.getString("schedule_id"))
                .worker(row.getString("worker"))
                .waitedMillis(number(row, "waited_millis"))
                .logged(row.getLong("logged"))
                .error(row.getString("error"));
        return ended == null
                ? execution
                : execution.ended(Outcome.of(row.getString("outcome")), Instant.ofEpochMilli(ended));
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        var value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
