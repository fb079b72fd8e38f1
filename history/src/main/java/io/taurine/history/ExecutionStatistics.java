package io.taurine.history;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts executions that have ended, from what was added up as they were stored: it costs the same for ten and for ten million
 * of them. Times are rounded to whole hours. Every call throws {@link HistoryException} when the database does not answer. Safe
 * to share between threads.
 */
public final class ExecutionStatistics {

    private static final int MOST_ROWS = 200_000;

    private final Database database;

    ExecutionStatistics(Database database) {
        this.database = database;
    }

    /**
     * The executions of an hour that ended alike.
     *
     * @param hour the beginning of the hour they ended in
     * @param runMillis how long they took together
     * @param waits of how many it is known how long they had waited
     * @param waitMillis how long these had waited together
     */
    public record HourCount(
            Instant hour,
            String queue,
            Outcome outcome,
            long executions,
            long runMillis,
            long waits,
            long waitMillis) {}

    /** How long executions took, or had waited, right within 5 %; all 0 where there were none. */
    public record Percentiles(long executions, double p50Millis, double p95Millis, double p99Millis) {}

    /**
     * How many executions ended in each hour, oldest first; hours, queues and outcomes without any are left out.
     *
     * @param queue empty for all
     * @param from the hour in which this is, and later ones
     * @param to the hour in which this is is the last, unless it begins then
     */
    public List<HourCount> perHour(Optional<String> queue, Instant from, Instant to) {
        return database.with(handle -> handle.createQuery(perHourSql(queue))
                .bindMap(bounds(queue, from, to))
                .bind("limit", MOST_ROWS)
                .map((row, context) -> new HourCount(
                        Instant.ofEpochMilli(row.getLong("ended_hour") * ExecutionCounts.HOUR_MILLIS),
                        row.getString("queue"),
                        Outcome.of(row.getString("outcome")),
                        row.getLong("executions"),
                        row.getLong("run_millis"),
                        row.getLong("waits"),
                        row.getLong("wait_millis")))
                .list());
    }

    static String perHourSql(Optional<String> queue) {
        return "SELECT ended_hour, queue, outcome, executions, run_millis, waits, wait_millis FROM taurine_execution_count"
                + " WHERE ended_hour >= :from AND ended_hour <= :to" + (queue.isPresent() ? " AND queue = :queue" : "")
                + " ORDER BY ended_hour, queue, outcome LIMIT :limit";
    }

    /** How long executions took that ended then; otherwise as {@link #perHour}. */
    public Percentiles runTimes(Optional<String> queue, Instant from, Instant to) {
        return percentiles(ExecutionCounts.RUN, queue, from, to);
    }

    /** How long jobs had been ready before an execution of theirs that ended then; otherwise as {@link #perHour}. */
    public Percentiles waitTimes(Optional<String> queue, Instant from, Instant to) {
        return percentiles(ExecutionCounts.WAIT, queue, from, to);
    }

    private Percentiles percentiles(String kind, Optional<String> queue, Instant from, Instant to) {
        var buckets = database.with(handle -> handle.createQuery(percentilesSql(queue))
                .bindMap(bounds(queue, from, to))
                .bind("kind", kind)
                .reduceRows(new TreeMap<Long, Long>(), (all, row) -> {
                    all.put(row.getColumn("bucket", Long.class), row.getColumn("executions", Long.class));
                    return all;
                }));
        var total = buckets.values().stream().mapToLong(Long::longValue).sum();
        return new Percentiles(total, at(buckets, total, 0.5), at(buckets, total, 0.95), at(buckets, total, 0.99));
    }

    static String percentilesSql(Optional<String> queue) {
        return "SELECT bucket, SUM(executions) AS executions FROM taurine_duration_count WHERE ended_hour >= :from"
                + " AND ended_hour <= :to AND kind = :kind" + (queue.isPresent() ? " AND queue = :queue" : "")
                + " GROUP BY bucket ORDER BY bucket";
    }

    private static double at(Map<Long, Long> buckets, long total, double share) {
        var wanted = Math.ceil(total * share);
        var seen = 0L;
        for (var bucket : buckets.entrySet()) {
            seen += bucket.getValue();
            if (seen >= wanted) {
                return Durations.millis(bucket.getKey());
            }
        }
        return 0;
    }

    static Map<String, Object> bounds(Optional<String> queue, Instant from, Instant to) {
        var bounds = new TreeMap<String, Object>();
        bounds.put("from", Math.floorDiv(from.toEpochMilli(), ExecutionCounts.HOUR_MILLIS));
        bounds.put("to", Math.floorDiv(to.toEpochMilli() - 1, ExecutionCounts.HOUR_MILLIS));
        queue.ifPresent(name -> bounds.put("queue", Texts.name(name)));
        return bounds;
    }
}
