package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores executions and their lines; counts each execution once, when its end is stored. */
final class ExecutionWriter {

    private static final BulkMerge<Execution> EXECUTIONS = BulkMerge.<Execution>changing(
                    "taurine_execution",
                    // What has ended does not begin again, whatever comes late or twice.
                    "AND (t.ended_at IS NULL OR s.ended_at IS NOT NULL) THEN UPDATE SET run_number = s.run_number,"
                            + " attempt = s.attempt, job_name = COALESCE(s.job_name, t.job_name),"
                            + " version = COALESCE(s.version, t.version),"
                            + " schedule_id = COALESCE(s.schedule_id, t.schedule_id),"
                            + " worker = COALESCE(s.worker, t.worker), outcome = s.outcome, ended_at = s.ended_at,"
                            + " waited_millis = COALESCE(s.waited_millis, t.waited_millis),"
                            + " progress = COALESCE(s.progress, t.progress), result = s.result, error = s.error,"
                            + " stack_trace = s.stack_trace, logged = s.logged",
                    "ref")
            .text("ref", Execution::ref)
            .text("queue", Execution::queue)
            .text("job_id", Execution::jobId)
            .number("run_number", Execution::runNumber)
            .number("attempt", Execution::attempt)
            .text("job_name", execution -> execution.jobName().orElse(null))
            .optionalNumber("version", ExecutionWriter::version)
            .text("schedule_id", execution -> execution.scheduleId().orElse(null))
            .text("worker", execution -> execution.worker().orElse(null))
            .text("outcome", execution -> execution.outcome().wireName())
            .number("started_at", execution -> execution.startedAt().toEpochMilli())
            .optionalNumber("ended_at", ExecutionWriter::endedAt)
            .optionalNumber(
                    "waited_millis", execution -> execution.waitedMillis().orElse(null))
            .text("progress", execution -> execution.progress().orElse(null))
            .text("result", execution -> execution.result().orElse(null))
            .text("error", execution -> execution.error().orElse(null))
            .text("stack_trace", execution -> execution.stackTrace().orElse(null))
            .number("logged", Execution::logged);

    private static final BulkMerge<LogLine> LOGS = BulkMerge.<LogLine>keeping("taurine_log", "execution_ref", "line")
            .text("execution_ref", LogLine::executionRef)
            .number("line", LogLine::line)
            .text("message", LogLine::message);

    private ExecutionWriter() {}

    private static @Nullable Long version(Execution execution) {
        return execution.version().isPresent() ? (long) execution.version().getAsInt() : null;
    }

    private static @Nullable Long endedAt(Execution execution) {
        return execution.endedAt().isPresent() ? execution.endedAt().get().toEpochMilli() : null;
    }

    static void write(Connection connection, HistoryBatch batch) throws SQLException {
        var executions = batch.executions();
        var ended = executions.stream()
                .filter(execution -> execution.outcome().isEnd())
                .toList();
        var counted = endedBefore(connection, ended);
        EXECUTIONS.run(connection, executions);
        LOGS.run(connection, batch.logs());
        ExecutionCounts.add(
                connection,
                ended.stream()
                        .filter(execution -> !counted.contains(execution.ref()))
                        .toList());
    }

    private static Set<String> endedBefore(Connection connection, List<Execution> ended) throws SQLException {
        var refs = new HashSet<String>();
        if (ended.isEmpty()) {
            return refs;
        }
        var sql = "SELECT ref FROM taurine_execution WHERE ref = ANY(?) AND ended_at IS NOT NULL";
        try (var statement = connection.prepareStatement(sql)) {
            var asked = ended.stream().map(Execution::ref).toArray();
            statement.setArray(1, connection.createArrayOf("VARCHAR", asked));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    refs.add(rows.getString(1));
                }
            }
        }
        return refs;
    }
}
