package io.taurine.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of events, newest first: those that were stored as such, and the steps of jobs. The newest of each are found by an index
 * and then merged, so that the page that begins at a cursor costs what the first one costs.
 */
final class EventQuery {

    static final String STORED = "event_id, name, source, payload, happened_at, CAST(NULL AS VARCHAR) AS step,"
            + " CAST(NULL AS VARCHAR) AS job_id, CAST(NULL AS VARCHAR) AS execution_ref, CAST(NULL AS VARCHAR) AS state,"
            + " CAST(NULL AS VARCHAR) AS detail, CAST(NULL AS BIGINT) AS run_number";
    static final String STEP = "ref AS event_id, '" + JobStep.PREFIX + "' || step AS name, queue AS source,"
            + " CAST(NULL AS VARCHAR) AS payload, happened_at, step, job_id, execution_ref, state, detail, run_number";
    private static final String NEWEST_FIRST = " ORDER BY happened_at DESC, event_id DESC LIMIT :limit";

    private final EventFilter filter;
    private final Optional<Cursor> cursor;
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * Begins a query.
     *
     * @param stepsFrom steps from before that are no events any more
     */
    EventQuery(EventFilter filter, Instant stepsFrom, String cursor) {
        this.filter = filter;
        this.cursor = Cursor.of(cursor);
        filter.name().ifPresent(name -> values.put("name", name));
        filter.from().ifPresent(from -> values.put("from", from.toEpochMilli()));
        filter.to().ifPresent(to -> values.put("to", to.toEpochMilli()));
        this.cursor.ifPresent(place -> {
            values.put("cursorTime", place.time());
            values.put("cursorKey", place.key());
        });
        filter.source().ifPresent(source -> {
            values.put("source", source);
            if (steps().isPresent()) {
                values.put("firstRef", source + "@");
                values.put("lastRef", lastRef(source));
            }
        });
        if (steps().isPresent()) {
            values.put("stepsFrom", stepsFrom.toEpochMilli());
        }
    }

    /** Which steps fit; empty when none can. */
    private Optional<List<JobStep>> steps() {
        return filter.name().isEmpty()
                ? Optional.of(List.of(JobStep.values()))
                : JobStep.ofEvent(filter.name().get()).map(List::of);
    }

    /** Refs of a queue are in the order of time; behind the page's beginning there is nothing to be looked at. */
    private String lastRef(String source) {
        var bound = cursor.map(place -> place.time() + 1)
                .or(() -> filter.to().map(Instant::toEpochMilli))
                .filter(millis -> millis > 0);
        return bound.map(millis -> Refs.of(source, Long.toString(millis))).orElse(source + "A");
    }

    String sql() {
        var parts = new ArrayList<String>();
        var same = filter.name().isPresent() ? "name DESC, " : filter.source().isPresent() ? "source DESC, " : "";
        parts.add("SELECT " + STORED + " FROM taurine_event" + where(stored()) + " ORDER BY " + same
                + "happened_at DESC, event_id DESC LIMIT :limit");
        steps().ifPresent(steps -> {
            if (filter.source().isPresent() && filter.name().isEmpty()) {
                parts.add("SELECT " + STEP + " FROM taurine_state" + where(steps("step <> ''"))
                        + " ORDER BY ref DESC LIMIT :limit");
            } else {
                steps.forEach(step -> parts.add("SELECT " + STEP + " FROM taurine_state"
                        + where(steps("step = '" + step.wireName() + "'"))
                        + " ORDER BY step DESC, happened_at DESC, ref DESC LIMIT :limit"));
            }
        });
        return parts.size() == 1
                ? parts.get(0)
                : "SELECT * FROM ((" + String.join(") UNION ALL (", parts) + ")) parts" + NEWEST_FIRST;
    }

    private static String where(List<String> conditions) {
        return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }

    private List<String> stored() {
        var conditions = new ArrayList<String>();
        filter.name().ifPresent(name -> conditions.add("name = :name"));
        filter.source().ifPresent(source -> conditions.add("source = :source"));
        within(conditions, "event_id");
        return conditions;
    }

    private List<String> steps(String step) {
        var conditions = new ArrayList<String>();
        conditions.add(step);
        conditions.add("happened_at >= :stepsFrom");
        // The queue is compared in a way that keeps H2 from the index of the jobs of a queue.
        filter.source()
                .ifPresent(source ->
                        conditions.add("SUBSTRING(queue FROM 1) = :source AND ref > :firstRef AND ref < :lastRef"));
        within(conditions, "ref");
        return conditions;
    }

    private void within(List<String> conditions, String key) {
        filter.from().ifPresent(from -> conditions.add("happened_at >= :from"));
        filter.to().ifPresent(to -> conditions.add("happened_at < :to"));
        cursor.ifPresent(place -> conditions.add(
                "happened_at <= :cursorTime AND (happened_at < :cursorTime OR " + key + " < :cursorKey)"));
    }

    Map<String, Object> values() {
        return Map.copyOf(values);
    }
}
