package io.taurine.history;

import io.taurine.queue.events.EventLog;
import io.taurine.queue.events.JobTrace;
import io.taurine.queue.events.QueueEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes executions and states out of a page of events of a queue. An execution begins with {@code active} and ends with what
 * happens to the job next. What the events do not say (worker, error of an attempt that is retried, trace, lines) is read from
 * the jobs, once for the page, as long as they are there.
 */
final class EventFold {

    private static final int MOST_LINES = 1_000;

    private final String queue;
    private final EventLog log;
    private final JobTracks tracks;
    private final HistoryBatch batch;
    private final boolean tellsSteps;

    /** By job, the newest: of many in a batch one is told. */
    private final Map<String, StoredEvent> progress = new LinkedHashMap<>();

    private final Map<String, Execution.Builder> touched = new LinkedHashMap<>();
    private final Map<String, Integer> starts = new HashMap<>();
    private final Map<String, Integer> ends = new HashMap<>();
    private Map<String, JobTrace> traces = Map.of();

    /** What jobs have logged of which nothing else had to be asked. */
    private Map<String, JobTrace> lines = Map.of();

    /** @param tellsSteps whether the steps are events too */
    EventFold(String queue, EventLog log, JobTracks tracks, HistoryBatch batch, boolean tellsSteps) {
        this.queue = queue;
        this.log = log;
        this.tracks = tracks;
        this.batch = batch;
        this.tellsSteps = tellsSteps;
    }

    void fold(List<QueueEvent> events) {
        tracks.recall(events);
        ask(events);
        events.forEach(this::fold);
        touched.values().forEach(execution -> batch.execution(execution.build()));
        progress.values().forEach(batch::event);
    }

    /** Asks for the jobs that start or end: for no more than the events leave unsaid. */
    private void ask(List<QueueEvent> events) {
        for (var event : events) {
            if (event instanceof QueueEvent.Active active) {
                starts.merge(active.jobId(), 1, Integer::sum);
            } else if (mayEnd(event)) {
                ends.merge(((QueueEvent.OfJob) event).jobId(), 1, Integer::sum);
            }
        }
        var plain = new PlainRuns(tracks);
        events.forEach(plain::note);
        var asked = new TreeMap<String, Long>();
        starts.keySet().stream().filter(id -> !plain.has(id)).forEach(id -> asked.put(id, -1L));
        var askedForLines = new TreeMap<String, Long>();
        ends.keySet().forEach(id -> (plain.has(id) ? askedForLines : asked).put(id, tracks.of(id).logged));
        if (!asked.isEmpty()) {
            traces = log.jobs(queue, asked, JobFacts.FIELDS, MOST_LINES);
        }
        if (!askedForLines.isEmpty()) {
            lines = log.jobs(queue, askedForLines, List.of(), MOST_LINES);
        }
        asked.keySet().stream().filter(starts::containsKey).forEach(this::rebase);
        asked.keySet().stream().filter(id -> !starts.containsKey(id)).forEach(this::rebase);
    }

    private static boolean mayEnd(QueueEvent event) {
        return event instanceof QueueEvent.Completed
                || event instanceof QueueEvent.Failed
                || event instanceof QueueEvent.Delayed
                || event instanceof QueueEvent.WaitingChildren
                || (event instanceof QueueEvent.Waiting waiting && "active".equals(waiting.previous()));
    }

    private @Nullable JobFacts facts(String jobId) {
        var trace = traces.get(jobId);
        return trace == null ? null : new JobFacts(trace);
    }

    /** Where the job counts fewer starts than we do, or we know nothing of it, the job is right. */
    private void rebase(String jobId) {
        var track = tracks.of(jobId);
        var facts = facts(jobId);
        var started = starts.getOrDefault(jobId, 0);
        if (facts != null && (!track.isKnown || facts.starts() < track.runs + started)) {
            var isOpen = track.open != null || started == 0;
            track.runs = Math.max(isOpen ? 1 : 0, facts.starts() - started);
            track.attempts = Math.max(0, facts.attempts() - Math.min(facts.attempts(), ends.getOrDefault(jobId, 0)));
            if (!track.isKnown && track.open == null && started == 0) {
                track.runs = Math.max(0, track.runs - 1); // its start was before all that we have seen
            }
        }
        track.isKnown = true;
    }

    private void fold(QueueEvent event) {
        if (!(event instanceof QueueEvent.OfJob ofJob)) {
            return;
        }
        var at = Refs.time(event.id());
        if (event instanceof QueueEvent.Added added) {
            tracks.begin(added.jobId()).name = added.jobName();
            return;
        }
        var track = tracks.of(ofJob.jobId());
        if (event instanceof QueueEvent.Waiting waiting) {
            if ("active".equals(waiting.previous())) {
                giveBack(event, waiting.failedReason(), track, ofJob.jobId(), at);
            }
            var isNew = waiting.failedReason() == null;
            state(event, track, waiting.previous(), isNew ? JobStep.QUEUED : JobStep.RETRYING);
            track.readySince = at;
            track.closed = "active".equals(waiting.previous()) ? track.closed : null;
        } else if (event instanceof QueueEvent.Active active) {
            start(active, track, at);
            state(event, track, null, JobStep.STARTED);
        } else if (event instanceof QueueEvent.Delayed delayed) {
            giveBack(event, delayed.failedReason(), track, ofJob.jobId(), at);
            var isNew = delayed.failedReason() == null;
            state(event, track, delayed.due().toString(), isNew ? JobStep.DELAYED : JobStep.RETRYING);
            track.readySince = null;
        } else if (event instanceof QueueEvent.WaitingChildren) {
            end(event, track, ofJob.jobId(), at, Outcome.PUT_BACK);
            state(event, track, null, null);
        } else if (event instanceof QueueEvent.Progress told) {
            progress(told, track, at);
        } else if (event instanceof QueueEvent.Completed completed) {
            var ended = end(event, track, ofJob.jobId(), at, Verdicts.completed(completed.returnValueJson()));
            if (ended != null) {
                ended.result(completed.returnValueJson());
            }
            var isSkipped = Verdicts.skipReason(completed.returnValueJson()) != null;
            state(event, track, null, isSkipped ? JobStep.SKIPPED : JobStep.SUCCEEDED);
        } else if (event instanceof QueueEvent.Failed failed) {
            fail(failed, track, at);
        } else if (event instanceof QueueEvent.Stalled) {
            stall(track);
            state(event, track, null, JobStep.LOST);
        } else if (event instanceof QueueEvent.Cancelled cancelled) {
            track.cancelReason = cancelled.reason();
            // One that waited is told by the event that follows.
            state(event, track, cancelled.reason(), "active".equals(cancelled.previous()) ? JobStep.CANCELLING : null);
            track.isCancelledWaiting = !"active".equals(cancelled.previous());
        } else if (event instanceof QueueEvent.Removed removed) {
            end(event, track, ofJob.jobId(), at, track.cancelReason == null ? Outcome.UNKNOWN : Outcome.CANCELLED);
            state(event, track, removed.previous(), JobStep.REMOVED);
            tracks.forget(ofJob.jobId());
        }
    }

    private void progress(QueueEvent.Progress told, JobTrack track, Instant at) {
        var run = 0;
        if (track.open != null) {
            touch(track.open.progress(told.progressJson()));
            run = track.runs;
        }
        if (tellsSteps) {
            var ref = Refs.of(queue, told.id());
            progress.put(told.jobId(), StepEvents.progress(ref, queue, told.jobId(), run, told.progressJson(), at));
        }
    }

    private void start(QueueEvent.Active event, JobTrack track, Instant at) {
        var jobId = event.jobId();
        if (track.open != null) {
            close(track, track.open.ended(Outcome.LOST, at));
        }
        track.runs++;
        starts.merge(jobId, -1, Integer::sum);
        var execution = Execution.builder(Refs.of(queue, event.id()), queue, jobId, track.runs, at)
                .attempt(track.attempts + 1)
                .logged(track.logged);
        var facts = facts(jobId);
        describe(execution, track, facts);
        if (!event.worker().isEmpty()) {
            execution.worker(event.worker());
        }
        var since = track.readySince;
        if (since == null && facts != null && track.runs == 1) {
            since = facts.readyFromTheStart().orElse(null);
        }
        if (since != null) {
            execution.waitedMillis(Math.max(0, Duration.between(since, at).toMillis()));
        }
        track.readySince = null;
        track.closed = null;
        track.open = touch(execution);
    }

    private static void describe(Execution.Builder execution, JobTrack track, @Nullable JobFacts facts) {
        if (facts != null) {
            track.name = facts.name().orElse(track.name);
            execution.scheduleId(facts.scheduleId().orElse(null));
            if (facts.starts() == track.runs) {
                execution.worker(facts.worker().orElse(null));
            }
        }
        if (track.name != null) {
            execution.jobName(track.name);
            Verdicts.version(track.name).ifPresent(execution::version);
        }
    }

    /** It runs no more, and will again: an attempt has failed, unless the job did not count it as one. */
    private void giveBack(QueueEvent event, @Nullable String failedReason, JobTrack track, String jobId, Instant at) {
        var facts = facts(jobId);
        var attempt = track.attempts + 1;
        var isCounted = facts == null || facts.attempts() >= attempt;
        var ended = end(event, track, jobId, at, isCounted ? Outcome.RETRIED : Outcome.PUT_BACK);
        if (ended != null && isCounted && facts != null) {
            var trace = facts.stackTrace(attempt);
            ended.stackTrace(trace.orElse(null));
            ended.error((facts.attempts() == attempt ? facts.failedReason() : trace.flatMap(Verdicts::message))
                    .orElse(null));
        }
        if (ended != null && failedReason != null) {
            ended.error(failedReason); // the job may tell of another attempt by now
        }
    }

    private void fail(QueueEvent.Failed failed, JobTrack track, Instant at) {
        var facts = facts(failed.jobId());
        var attempt = track.attempts + 1;
        var isCancelled = track.cancelReason != null || (facts != null && facts.isCancelled());
        var ended = end(failed, track, failed.jobId(), at, Verdicts.failed(failed.failedReason(), isCancelled));
        if (ended != null) {
            ended.error(failed.failedReason());
            ended.stackTrace(facts == null ? null : facts.stackTrace(attempt).orElse(null));
        }
        if (isCancelled) {
            var reason = track.cancelReason == null ? failed.failedReason() : track.cancelReason;
            state(failed, track, reason, JobStep.CANCELLED);
        } else {
            var isTimeout = Verdicts.isTimeout(failed.failedReason());
            state(failed, track, failed.failedReason(), isTimeout ? JobStep.TIMED_OUT : JobStep.FAILED);
        }
        track.cancelReason = null;
        track.isCancelledWaiting = false;
    }

    /** The job was given back just before: by nobody, as its process is gone. */
    private void stall(JobTrack track) {
        if (track.closed != null) {
            var execution = track.closed.build();
            if (JobTrack.counts(execution.outcome())) {
                track.attempts--;
            }
            touch(track.closed
                    .error(null)
                    .stackTrace(null)
                    .ended(Outcome.LOST, execution.endedAt().orElseThrow()));
        }
    }

    private Execution.@Nullable Builder end(
            QueueEvent event, JobTrack track, String jobId, Instant at, Outcome outcome) {
        var remaining = mayEnd(event) ? ends.merge(jobId, -1, Integer::sum) : 0;
        var execution = track.open == null ? unseen(event, track, jobId, at) : track.open;
        if (execution == null) {
            return null;
        }
        execution.ended(outcome, at);
        if (JobTrack.counts(outcome)) {
            track.attempts++;
        }
        var trace = traces.getOrDefault(jobId, lines.get(jobId));
        if (remaining <= 0 && trace != null && !trace.lines().isEmpty()) {
            var line = 0L;
            var ref = execution.ref();
            for (var message : trace.lines()) {
                batch.log(new LogLine(ref, ++line, message));
            }
            track.logged = trace.logged();
        }
        close(track, execution.logged(track.logged));
        return execution;
    }

    /** The start was before all that is in the stream. */
    private Execution.@Nullable Builder unseen(QueueEvent event, JobTrack track, String jobId, Instant at) {
        var facts = facts(jobId);
        if (facts == null
                || facts.starts() - startsAfter(jobId, at, facts) <= track.runs
                || event instanceof QueueEvent.Delayed) {
            return null; // it ended without having run
        }
        track.runs++;
        var begun = facts.time("processedOn").filter(time -> time.isBefore(at)).orElse(at);
        var execution = Execution.builder(Refs.of(queue, event.id()), queue, jobId, track.runs, begun)
                .attempt(track.attempts + 1);
        describe(execution, track, facts);
        return execution;
    }

    /** The job is asked later than its events happened, and may have begun again meanwhile. */
    private int startsAfter(String jobId, Instant at, JobFacts facts) {
        var hasBegunSince = facts.time("processedOn").filter(at::isBefore).isPresent();
        return Math.max(starts.getOrDefault(jobId, 0), hasBegunSince ? 1 : 0);
    }

    private void close(JobTrack track, Execution.Builder execution) {
        track.closed = touch(execution);
        track.open = null;
    }

    private Execution.Builder touch(Execution.Builder execution) {
        touched.put(execution.ref(), execution);
        return execution;
    }

    private void state(QueueEvent event, JobTrack track, @Nullable String detail, @Nullable JobStep step) {
        var jobId = ((QueueEvent.OfJob) event).jobId();
        var execution = track.open != null ? track.open : endsWith(event) ? track.closed : null;
        var isOfRun = tellsSteps
                && execution != null
                && step != null
                && step.isOfExecution()
                && !(step == JobStep.CANCELLED && track.isCancelledWaiting);
        batch.state(new StateChange(
                Refs.of(queue, event.id()),
                queue,
                jobId,
                execution == null ? null : execution.ref(),
                event.name(),
                detail,
                Refs.time(event.id()),
                tellsSteps ? step : null,
                isOfRun ? track.runs : 0));
    }

    private static boolean endsWith(QueueEvent event) {
        return mayEnd(event) || event instanceof QueueEvent.Stalled || event instanceof QueueEvent.Removed;
    }
}
