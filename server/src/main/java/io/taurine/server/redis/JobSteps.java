package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.history.StateChange;
import io.taurine.job.Job;
import io.taurine.queue.Queue;
import io.taurine.queue.events.QueueEvent;
import io.taurine.server.runner.JobEvent;
import io.taurine.server.runner.JobEvent.Kind;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.internal.ExactJson;
import io.taurine.server.runner.internal.JsonValues;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps in the life of a job out of the events of its queue, which tell them in the engine's words. Remembers which
 * attempt of which job runs; what it does not know, as it came later, it looks up. For one thread.
 */
final class JobSteps {

    private static final int MOST_REMEMBERED = 100_000;

    private final String key;
    private final Queue<JsonNode> queue;
    private final Map<String, Life> lives = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Life> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    JobSteps(String key, Queue<JsonNode> queue) {
        this.key = key;
        this.queue = queue;
    }

    /** What is remembered of a job that has not ended. */
    private static final class Life {
        private int start;
        private @Nullable String cancelled;
    }

    List<JobEvent> of(QueueEvent event) {
        if (event instanceof QueueEvent.Waiting waiting) {
            return List.of(waiting(waiting));
        }
        if (event instanceof QueueEvent.Delayed delayed) {
            return List.of(delayed(delayed));
        }
        if (event instanceof QueueEvent.Active active) {
            return List.of(active(active));
        }
        if (event instanceof QueueEvent.Progress progress) {
            return List.of(progress(progress));
        }
        if (event instanceof QueueEvent.Completed completed) {
            return List.of(completed(completed));
        }
        if (event instanceof QueueEvent.Failed failed) {
            return List.of(failed(failed));
        }
        if (event instanceof QueueEvent.Cancelled cancelled) {
            return cancelled(cancelled);
        }
        if (event instanceof QueueEvent.Stalled stalled) {
            return List.of(step(Kind.LOST, stalled, execution(stalled.jobId()), Map.of()));
        }
        if (event instanceof QueueEvent.Removed removed) {
            lives.remove(removed.jobId());
            return List.of(step(Kind.REMOVED, removed, "", Map.of()));
        }
        return List.of();
    }

    private JobEvent waiting(QueueEvent.Waiting event) {
        return event.failedReason() == null
                ? step(Kind.QUEUED, event, "", Map.of())
                : retrying(event, event.failedReason(), Map.of());
    }

    private JobEvent delayed(QueueEvent.Delayed event) {
        Map<String, Object> details = Map.of("runAt", event.due().toString());
        return event.failedReason() == null
                ? step(Kind.DELAYED, event, "", details)
                : retrying(event, event.failedReason(), details);
    }

    private JobEvent retrying(QueueEvent.OfJob event, String message, Map<String, Object> more) {
        var details = new LinkedHashMap<>(more);
        details.put("message", message);
        details.put("willRetry", true);
        return step(Kind.RETRYING, event, execution(event.jobId()), details);
    }

    private JobEvent active(QueueEvent.Active event) {
        var life = lives.computeIfAbsent(event.jobId(), id -> new Life());
        life.start = event.start() > 0 ? event.start() : lookUpStart(event.jobId());
        return step(
                Kind.STARTED,
                event,
                execution(event.jobId()),
                event.worker().isEmpty() ? Map.of() : Map.of("worker", event.worker()));
    }

    private JobEvent progress(QueueEvent.Progress event) {
        var told = ExactJson.read(event.progressJson());
        var details = new LinkedHashMap<String, Object>();
        if (told.path("done").isNumber() && told.path("total").isNumber()) {
            details.put("done", told.path("done").numberValue());
            details.put("total", told.path("total").numberValue());
            details.put("message", told.path("message").asText(""));
        } else { // a foreign worker's
            details.put("progress", plain(told));
        }
        return step(Kind.PROGRESS, event, execution(event.jobId()), details);
    }

    private JobEvent completed(QueueEvent.Completed event) {
        var execution = execution(event.jobId());
        lives.remove(event.jobId());
        var skipped = Skipped.reason(Optional.of(event.returnValueJson()));
        return skipped.isPresent()
                ? step(Kind.SKIPPED, event, execution, Map.of("reason", skipped.get()))
                : step(
                        Kind.SUCCEEDED,
                        event,
                        execution,
                        Map.of("result", plain(ExactJson.read(event.returnValueJson()))));
    }

    private JobEvent failed(QueueEvent.Failed event) {
        var life = lives.get(event.jobId());
        var cancelled = life == null ? lookUpCancel(event.jobId()) : life.cancelled;
        var execution = life != null && life.start == 0 ? "" : execution(event.jobId());
        lives.remove(event.jobId());
        if (cancelled != null) {
            return step(Kind.CANCELLED, event, execution, Map.of("reason", cancelled));
        }
        var kind = JobStates.isTimeout(key, event.jobId(), event.failedReason()) ? Kind.TIMED_OUT : Kind.FAILED;
        return step(kind, event, execution, Map.of("message", event.failedReason(), "willRetry", false));
    }

    /** One that waited fails with the next event; one that was removed is told by the next event. */
    private List<JobEvent> cancelled(QueueEvent.Cancelled event) {
        var life = lives.computeIfAbsent(event.jobId(), id -> new Life());
        life.cancelled = event.reason();
        if (!"active".equals(event.previous())) {
            life.start = 0; // the attempt that it may have had before is none of this
            return List.of();
        }
        return List.of(step(Kind.CANCELLING, event, execution(event.jobId()), Map.of("reason", event.reason())));
    }

    private String execution(String id) {
        var life = lives.get(id);
        var start = life == null || life.start == 0 ? lookUpStart(id) : life.start;
        return start == 0 ? "" : new JobKey(key, id).execution(start);
    }

    private int lookUpStart(String id) {
        return lookUp(id).map(Job::attemptsStarted).orElse(0);
    }

    private @Nullable String lookUpCancel(String id) {
        return lookUp(id)
                .flatMap(job -> JobStates.reason(JobStatus.CANCELLED, job))
                .orElse(null);
    }

    private Optional<Job<JsonNode>> lookUp(String id) {
        try {
            return queue.getJob(id);
        } catch (RuntimeException e) { // Redis is away: then this is not told
            return Optional.empty();
        }
    }

    private static Object plain(JsonNode json) {
        var value = JsonValues.plain(json);
        return value == null ? com.fasterxml.jackson.databind.node.NullNode.getInstance() : value;
    }

    private JobEvent step(Kind kind, QueueEvent.OfJob event, String execution, Map<String, Object> details) {
        // By this id the history knows the step, and tells of it as an event.
        var id = StateChange.refOf(key, event.id());
        return new JobEvent(kind, new JobKey(key, event.jobId()).toString(), execution, key, at(event), details, id);
    }

    /** The id of an event begins with its time in milliseconds. */
    private static Instant at(QueueEvent event) {
        var dash = event.id().indexOf('-');
        return Instant.ofEpochMilli(
                Long.parseLong(dash < 0 ? event.id() : event.id().substring(0, dash)));
    }
}
