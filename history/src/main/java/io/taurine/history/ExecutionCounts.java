package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds executions that have ended to the counts of their hour. */
final class ExecutionCounts {

    static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    static final String RUN = "run";
    static final String WAIT = "wait";

    private static final BulkMerge<Count> COUNTS = BulkMerge.<Count>changing(
                    "taurine_execution_count",
                    "THEN UPDATE SET executions = t.executions + s.executions, run_millis = t.run_millis + s.run_millis,"
                            + " waits = t.waits + s.waits, wait_millis = t.wait_millis + s.wait_millis",
                    "ended_hour",
                    "queue",
                    "outcome")
            .number("ended_hour", count -> count.hour)
            .text("queue", count -> count.queue)
            .text("outcome", count -> count.detail)
            .number("executions", count -> count.executions)
            .number("run_millis", count -> count.runMillis)
            .number("waits", count -> count.waits)
            .number("wait_millis", count -> count.waitMillis);

    private static final BulkMerge<Count> DURATIONS = BulkMerge.<Count>changing(
                    "taurine_duration_count",
                    "THEN UPDATE SET executions = t.executions + s.executions",
                    "ended_hour",
                    "queue",
                    "kind",
                    "bucket")
            .number("ended_hour", count -> count.hour)
            .text("queue", count -> count.queue)
            .text("kind", count -> count.detail)
            .number("bucket", count -> count.bucket)
            .number("executions", count -> count.executions);

    private ExecutionCounts() {}

    private static final class Count {
        private final long hour;
        private final String queue;
        private final String detail;
        private final long bucket;
        private long executions;
        private long runMillis;
        private long waits;
        private long waitMillis;

        Count(long hour, String queue, String detail, long bucket) {
            this.hour = hour;
            this.queue = queue;
            this.detail = detail;
            this.bucket = bucket;
        }
    }

    static void add(Connection connection, List<Execution> ended) throws SQLException {
        // In order, so that two processes that store at once do not wait for each other in a circle.
        var counts = new TreeMap<String, Count>();
        var durations = new TreeMap<String, Count>();
        for (var execution : ended) {
            var end = execution.endedAt().orElseThrow();
            var hour = Math.floorDiv(end.toEpochMilli(), HOUR_MILLIS);
            var run = Math.max(0, Duration.between(execution.startedAt(), end).toMillis());
            var count = counts.computeIfAbsent(
                    hour + "/" + execution.queue() + "/" + execution.outcome(),
                    absent -> new Count(
                            hour, execution.queue(), execution.outcome().wireName(), 0));
            count.executions++;
            count.runMillis += run;
            addDuration(durations, hour, execution.queue(), RUN, run);
            execution.waitedMillis().ifPresent(waited -> {
                count.waits++;
                count.waitMillis += waited;
                addDuration(durations, hour, execution.queue(), WAIT, waited);
            });
        }
        COUNTS.run(connection, counts.values());
        DURATIONS.run(connection, durations.values());
    }

    private static void addDuration(Map<String, Count> durations, long hour, String queue, String kind, long millis) {
        var bucket = Durations.bucket(millis);
        durations.computeIfAbsent(
                        hour + "/" + queue + "/" + kind + "/" + bucket, absent -> new Count(hour, queue, kind, bucket))
                .executions++;
    }
}
