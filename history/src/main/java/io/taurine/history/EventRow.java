package io.taurine.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** A row of an {@link EventQuery}; that of a step becomes an event together with its execution. */
record EventRow(
        String id,
        String name,
        String source,
        Instant happenedAt,
        @Nullable String payload,
        @Nullable String step,
        @Nullable String jobId,
        @Nullable String executionRef,
        @Nullable String state,
        @Nullable String detail,
        int runNumber) {

    /** What an event of a step tells of its execution, each null where it is not known. */
    record Run(
            @Nullable String error,
            @Nullable String result,
            @Nullable String worker) {

        static final Run UNKNOWN = new Run(null, null, null);
    }

    static List<StoredEvent> read(Handle handle, Query query) throws SQLException {
        List<EventRow> rows = query.map(EventRow::of).list();
        var refs = rows.stream()
                .map(EventRow::executionRef)
                .filter(Objects::nonNull)
                .distinct()
                .toArray();
        var runs = refs.length == 0 ? Map.<String, Run>of() : runs(handle, refs);
        var events = new ArrayList<StoredEvent>();
        for (var row : rows) {
            var run = row.executionRef == null ? null : runs.get(row.executionRef);
            events.add(
                    row.step == null
                            ? new StoredEvent(row.id, row.name, row.source, String.valueOf(row.payload), row.happenedAt)
                            : StepEvents.event(row, run == null ? Run.UNKNOWN : run));
        }
        return List.copyOf(events);
    }

    private static EventRow of(ResultSet row, StatementContext context) throws SQLException {
        return new EventRow(
                row.getString("event_id"),
                row.getString("name"),
                row.getString("source"),
                Instant.ofEpochMilli(row.getLong("happened_at")),
                row.getString("payload"),
                row.getString("step"),
                row.getString("job_id"),
                row.getString("execution_ref"),
                row.getString("state"),
                row.getString("detail"),
                row.getInt("run_number"));
    }

    /** Asked for by themselves: joined, PostgreSQL may read all executions to find a hundred. */
    private static Map<String, Run> runs(Handle handle, Object[] refs) throws SQLException {
        var asked = handle.getConnection().createArrayOf("VARCHAR", refs);
        return handle.createQuery("SELECT ref, error, result, worker FROM taurine_execution WHERE ref = ANY(:refs)")
                .bindBySqlType("refs", asked, Types.ARRAY)
                .reduceRows(new HashMap<String, Run>(), (all, row) -> {
                    all.put(
                            row.getColumn("ref", String.class),
                            new Run(
                                    row.getColumn("error", String.class),
                                    row.getColumn("result", String.class),
                                    row.getColumn("worker", String.class)));
                    return all;
                });
    }
}
