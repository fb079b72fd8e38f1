package io.taurine.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.ExecutionEnd;
import io.taurine.server.runner.JobEvent.Kind;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.internal.FailureText;
import io.taurine.server.runner.internal.JsonValues;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves jobs from one status to the next and tells of it. Called with the state's lock where nothing else is said; whoever
 * calls has the dispatcher look afterwards.
 */
final class JobSteps {

    private final LocalState state;
    private final Dispatcher dispatcher;
    private Consumer<LocalJob> whenEnded = job -> {};

    JobSteps(LocalState state, Dispatcher dispatcher) {
        this.state = state;
        this.dispatcher = dispatcher;
    }

    /** Is told of each job that has come to an end or was removed. */
    void whenEnded(Consumer<LocalJob> listener) {
        whenEnded = listener;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /**
     * A new job, in line or delayed.
     *
     * @param runAt null for now, as is an instant that is over
     */
    LocalJob add(NewJob from, @Nullable Instant runAt) {
        var job = state.add(from);
        if (runAt != null && runAt.isAfter(state.now())) {
            delay(job, runAt);
            state.tell(Kind.DELAYED, job, "", origin(job));
        } else {
            queue(job);
        }
        return job;
    }

    /** A new job that is over already. */
    LocalJob addSkipped(NewJob from, String reason) {
        var job = state.add(from);
        skip(job, reason);
        return job;
    }

    void queue(LocalJob job) {
        job.cancelAlarm();
        job.runAt = null;
        job.status = JobStatus.QUEUED;
        job.place = state.nextPlace();
        job.queue.waiting().add(job);
        state.tell(Kind.QUEUED, job, "", origin(job));
    }

    private static Map<String, Object> origin(LocalJob job) {
        var details =
                new HashMap<String, Object>(Map.of("version", job.definition.version(), "priority", job.priority));
        if (job.scheduleId != null) {
            details.put("scheduleId", job.scheduleId);
        }
        return details;
    }

    private void delay(LocalJob job, Instant until) {
        job.status = JobStatus.DELAYED;
        job.runAt = until;
        job.alarm = state.time()
                .at(
                        until,
                        () -> state.locked(() -> {
                            if (job.status == JobStatus.DELAYED && until.equals(job.runAt) && state.isRunning()) {
                                queue(job);
                                dispatcher.look();
                            }
                        }));
    }

    /** Takes a job out of the line for a run. */
    void start(LocalJob job) {
        job.queue.waiting().remove(job);
        job.status = JobStatus.RUNNING;
        job.starts++;
        job.worker = state.setup().workerId();
        job.startedAt = state.now();
        var attempt = new Attempt(state, this, job);
        job.attempt = attempt;
        state.enter(attempt);
        state.tell(
                Kind.STARTED,
                job,
                job.executionId(),
                Map.of(
                        "attempt",
                        job.attemptsMade + 1,
                        "version",
                        job.definition.version(),
                        "worker",
                        state.setup().workerId()));
        attempt.begin();
        state.threads().of(attempt.runsOn()).execute(attempt);
    }

    void skip(LocalJob job, String reason) {
        job.reason = reason;
        state.tell(Kind.SKIPPED, job, "", Map.of("reason", reason));
        end(job, JobStatus.SKIPPED);
    }

    /** What the job is then. */
    JobStatus cancel(LocalJob job, String reason) {
        if (job.status == JobStatus.QUEUED || job.status == JobStatus.DELAYED) {
            cancelled(job, "", reason);
        } else if (job.status == JobStatus.RUNNING) {
            return cancelRunning(job, reason);
        }
        return job.status;
    }

    private JobStatus cancelRunning(LocalJob job, String reason) {
        var attempt = job.attempt;
        var ending = attempt == null ? null : attempt.ending();
        if (attempt == null || (ending != null && ending.again() == null)) {
            // It has come to its end; only its hooks are still running.
            return ending == null ? job.status : statusOf(ending.end());
        }
        job.status = JobStatus.CANCELLING;
        job.reason = reason;
        state.tell(Kind.CANCELLING, job, job.executionId(), Map.of("reason", reason));
        attempt.cancel(reason);
        return job.status;
    }

    private static JobStatus statusOf(ExecutionEnd end) {
        return switch (end) {
            case SUCCEEDED -> JobStatus.SUCCEEDED;
            case FAILED -> JobStatus.FAILED;
            case TIMED_OUT -> JobStatus.TIMED_OUT;
            case CANCELLED -> JobStatus.CANCELLED;
            case SKIPPED -> JobStatus.SKIPPED;
            case RETRIED, LOST -> JobStatus.QUEUED;
        };
    }

    private void cancelled(LocalJob job, String executionId, String reason) {
        job.reason = reason;
        state.tell(Kind.CANCELLED, job, executionId, Map.of("reason", reason));
        end(job, JobStatus.CANCELLED);
    }

    /** Records the end of an attempt. Takes the lock. */
    void conclude(LocalJob job, LocalContext context, Ending ending) {
        state.locked(() -> {
            context.end();
            job.attempt = null;
            if (ending.end() == ExecutionEnd.LOST) {
                state.tell(Kind.LOST, job, context.executionId(), Map.of());
                queue(job);
                return;
            }
            job.attemptsMade++;
            var failure = ending.failure();
            if (failure != null) {
                job.error = FailureText.message(failure);
            }
            if (job.status == JobStatus.CANCELLING) {
                cancelled(job, context.executionId(), String.valueOf(job.reason));
            } else if (ending.again() != null && failure != null) {
                again(job, context.executionId(), failure, ending.again());
            } else if (failure != null) {
                failed(job, context.executionId(), failure, ending.end());
            } else {
                succeeded(job, context.executionId(), ending.result());
            }
            dispatcher.look();
        });
    }

    private void succeeded(LocalJob job, String executionId, @Nullable JsonNode result) {
        job.error = null;
        job.result = result == null || result.isNull() ? null : result;
        var plain = job.result == null ? null : JsonValues.plain(job.result);
        state.tell(Kind.SUCCEEDED, job, executionId, plain == null ? Map.of() : Map.of("result", plain));
        end(job, JobStatus.SUCCEEDED);
    }

    private void failed(LocalJob job, String executionId, Throwable failure, ExecutionEnd end) {
        var timedOut = end == ExecutionEnd.TIMED_OUT;
        state.tell(timedOut ? Kind.TIMED_OUT : Kind.FAILED, job, executionId, details(failure, false));
        end(job, timedOut ? JobStatus.TIMED_OUT : JobStatus.FAILED);
    }

    private void again(LocalJob job, String executionId, Throwable failure, Duration delay) {
        var details = details(failure, true);
        details.put("delayMillis", delay.toMillis());
        state.tell(Kind.RETRYING, job, executionId, details);
        if (delay.isZero()) {
            queue(job);
        } else {
            delay(job, state.now().plus(delay));
        }
    }

    private static Map<String, Object> details(Throwable failure, boolean willRetry) {
        return new HashMap<>(Map.of(
                "message", FailureText.message(failure),
                "willRetry", willRetry,
                "stackTrace", FailureText.stackTrace(failure)));
    }

    private void end(LocalJob job, JobStatus status) {
        job.queue.waiting().remove(job);
        job.cancelAlarm();
        job.runAt = null;
        job.status = status;
        job.endedAt = state.now();
        job.queue.keep(job).ifPresent(state::remove);
        whenEnded.accept(job);
    }

    /** Has a job that came to an end run again; attempts are counted anew, starts are not. */
    void retry(LocalJob job, int attempts) {
        job.queue.forget(job);
        job.attemptsMade = 0;
        job.maxAttempts = attempts;
        job.reason = null;
        job.endedAt = null;
        queue(job);
    }

    void remove(LocalJob job) {
        state.remove(job);
        state.tell(Kind.REMOVED, job, "", Map.of());
        whenEnded.accept(job);
    }

    /** Frees the slot of a run. Takes the lock. */
    void left(Attempt attempt) {
        state.locked(() -> {
            state.leave(attempt);
            dispatcher.look();
        });
    }
}
