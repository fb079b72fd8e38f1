package io.taurine.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job. Whatever may change is guarded by the state's lock. */
final class LocalJob {

    /** Who runs first: the lower priority, then who came into line first. */
    static final Comparator<LocalJob> IN_LINE =
            Comparator.<LocalJob>comparingInt(job -> job.priority).thenComparingLong(job -> job.place);

    final LocalQueue queue;
    final int number;

    /** Over all definitions, by the start of jobs. */
    final long order;

    final JsonNode params;
    final int priority;
    final RetryRule retry;
    final Instant createdAt;
    final @Nullable String scheduleId;
    final @Nullable String idempotencyKey;
    final @Nullable String fingerprint;
    final LogLines lines = new LogLines();

    /** What runs it: each attempt goes by the one that there is then. */
    Definition<?> definition;

    JobStatus status = JobStatus.QUEUED;
    long place;
    int starts;
    int attemptsMade;
    int maxAttempts;

    @Nullable
    JsonNode progress;

    @Nullable
    JsonNode result;

    @Nullable
    String error;

    @Nullable
    String reason;

    @Nullable
    String worker;

    @Nullable
    Instant runAt;

    @Nullable
    Instant startedAt;

    @Nullable
    Instant endedAt;

    LocalTime.@Nullable Alarm alarm;

    @Nullable
    Attempt attempt;

    LocalJob(NewJob from, LocalQueue queue, long order, Instant now) {
        this.queue = queue;
        this.definition = from.definition();
        this.number = queue.nextNumber();
        this.order = order;
        this.params = from.params();
        this.priority = from.priority();
        this.retry = from.retry();
        this.maxAttempts = from.maxAttempts();
        this.createdAt = now;
        this.scheduleId = from.scheduleId();
        this.idempotencyKey = from.idempotencyKey();
        this.fingerprint = from.fingerprint();
    }

    String id() {
        return queue.key() + ":" + number;
    }

    /** Of the attempt that runs, or ran last. */
    String executionId() {
        return id() + "/" + starts;
    }

    void cancelAlarm() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    JobView view() {
        return new JobView(
                id(),
                queue.key(),
                definition.version(),
                status,
                params.deepCopy(),
                priority,
                starts,
                attemptsMade,
                maxAttempts,
                progress,
                result == null ? null : result.deepCopy(),
                error,
                reason,
                scheduleId,
                worker,
                createdAt,
                Optional.ofNullable(runAt),
                Optional.ofNullable(startedAt),
                Optional.ofNullable(endedAt));
    }
}
