package io.taurine.history;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.queue.events.EventLog;
import io.taurine.queue.events.JobTrace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When events were dropped from a stream before they were read: notes that, and finds out from the queue what became of the
 * jobs they told of. What had happened to jobs that are gone from Redis too nobody can know any more.
 */
final class GapMender {

    private static final int JOBS_AT_ONCE = 500;
    private static final int MOST_RUNNING = 10_000;

    private final History history;
    private final EventLog log;
    private final String queue;
    private final String afterId;
    private final String beforeId;
    private final Instant end;

    GapMender(History history, EventLog log, String queue, String afterId, String beforeId) {
        this.history = history;
        this.log = log;
        this.queue = queue;
        this.afterId = afterId;
        this.beforeId = beforeId;
        this.end = Refs.time(beforeId);
    }

    void mend() {
        var running = history.executions().running(queue, MOST_RUNNING);
        var active = new HashSet<>(log.active(queue));
        var concerned = new LinkedHashSet<String>();
        running.forEach(execution -> concerned.add(execution.jobId()));
        concerned.addAll(log.finished(queue, Refs.time(afterId), end));
        concerned.addAll(active);
        var jobs = new ArrayList<>(concerned);
        for (var from = 0; from < jobs.size(); from += JOBS_AT_ONCE) {
            mend(jobs.subList(from, Math.min(from + JOBS_AT_ONCE, jobs.size())), active);
        }
        history.store().event(gap());
    }

    private StoredEvent gap() {
        var payload = JsonNodeFactory.instance
                .objectNode()
                .put("queue", queue)
                .put("after", afterId)
                .put("before", beforeId);
        return new StoredEvent(
                "history.gap-" + queue + "-" + afterId, "history.gap", "history", payload.toString(), end);
    }

    private void mend(List<String> jobs, Set<String> active) {
        var asked = new TreeMap<String, Long>();
        jobs.forEach(id -> asked.put(id, -1L));
        Map<String, JobTrace> traces = log.jobs(queue, asked, JobFacts.FIELDS, 0);
        var last = new HashMap<String, Execution>();
        history.executions().last(queue, jobs).forEach(execution -> last.put(execution.jobId(), execution));
        var batch = new HistoryBatch();
        for (var id : jobs) {
            var trace = traces.get(id);
            mend(batch, id, last.get(id), trace == null ? null : new JobFacts(trace), active.contains(id));
        }
        history.store().write(batch);
    }

    private void mend(
            HistoryBatch batch, String id, @Nullable Execution last, @Nullable JobFacts facts, boolean isActive) {
        var open = last != null && !last.outcome().isEnd() && !last.startedAt().isAfter(end) ? last : null;
        if (facts == null) {
            if (open != null) {
                store(batch, id, open.toBuilder().ended(Outcome.UNKNOWN, end), "unknown");
            }
            return;
        }
        var known = last == null ? 0 : last.runNumber();
        var begun = facts.time("processedOn").orElse(Instant.MAX);
        if (open != null) {
            if (facts.starts() > known) {
                store(batch, id, givenBack(open, facts, begun.isAfter(end) ? end : begun), "waiting");
            } else {
                settle(batch, id, open.toBuilder(), open.attempt(), facts, isActive);
            }
        }
        if (facts.starts() > known && !begun.isAfter(end)) {
            var run = Execution.builder(Refs.found(queue, begun, id, facts.starts()), queue, id, facts.starts(), begun)
                    .attempt(Math.max(1, facts.attempts()))
                    .worker(facts.worker().orElse(null))
                    .scheduleId(facts.scheduleId().orElse(null))
                    .jobName(facts.name().orElse(null));
            facts.name().map(Verdicts::version).ifPresent(version -> version.ifPresent(run::version));
            store(batch, id, run, "active");
            settle(batch, id, run, Math.max(1, facts.attempts()), facts, isActive);
        }
    }

    /** Ends a run whose end was in the gap; one whose end is still in the stream is left to that. */
    private void settle(
            HistoryBatch batch, String id, Execution.Builder run, int attempt, JobFacts facts, boolean isActive) {
        var finished = facts.time("finishedOn");
        if (finished.isEmpty()) {
            if (!isActive) {
                store(batch, id, givenBack(run.attempt(attempt).build(), facts, end), "waiting");
            }
            return;
        }
        if (finished.get().isAfter(end)) {
            return;
        }
        var result = facts.result();
        if (result.isPresent()) {
            store(
                    batch,
                    id,
                    run.result(result.get()).ended(Verdicts.completed(result.get()), finished.get()),
                    "completed");
        } else {
            var reason = facts.failedReason().orElse("");
            store(
                    batch,
                    id,
                    run.error(reason)
                            .stackTrace(facts.stackTrace(attempt).orElse(null))
                            .ended(Verdicts.failed(reason, facts.isCancelled()), finished.get()),
                    "failed");
        }
    }

    private static Execution.Builder givenBack(Execution run, JobFacts facts, Instant at) {
        return run.toBuilder().ended(facts.attempts() >= run.attempt() ? Outcome.RETRIED : Outcome.LOST, at);
    }

    private void store(HistoryBatch batch, String id, Execution.Builder run, String state) {
        var execution = run.build();
        var at = execution.endedAt().orElse(execution.startedAt());
        batch.execution(execution);
        batch.state(new StateChange(
                Refs.found(queue, at, id, execution.runNumber()) + "-" + state,
                queue,
                id,
                execution.ref(),
                state,
                "found after a gap",
                at));
    }
}
