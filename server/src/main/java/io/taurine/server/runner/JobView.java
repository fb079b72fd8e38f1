package io.taurine.server.runner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job.
 *
 * @param id key, colon, id in the queue
 * @param version of the definition that it asks for
 * @param status where it is
 * @param params as sent; JSON null for none
 * @param starts how often a run of it was started, 0 or more; the number of the run that runs, or ran last
 * @param attemptsMade attempts that have ended since it was started, or retried by hand last
 * @param maxAttempts attempts in all since then
 * @param progress as last told; null when nothing was
 * @param result null as long as there is none
 * @param error message of the last attempt that failed; null when none did, or a later one succeeded
 * @param reason of the status where there is one: why it was cancelled or skipped
 * @param scheduleId the schedule that made it; null for one that somebody started
 * @param worker that runs it or ran it last; null when none has
 */
public record JobView(
        String id,
        String definitionKey,
        int version,
        JobStatus status,
        JsonNode params,
        int priority,
        int starts,
        int attemptsMade,
        int maxAttempts,
        @Nullable JsonNode progress,
        @Nullable JsonNode result,
        @Nullable String error,
        @Nullable String reason,
        @Nullable String scheduleId,
        @Nullable String worker,
        Instant createdAt,
        Optional<Instant> runAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt) {}
