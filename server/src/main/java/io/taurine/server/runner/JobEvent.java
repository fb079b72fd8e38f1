package io.taurine.server.runner;

import java.time.Instant;
import java.util.Map;

/**
 * One step of a job's life.
 *
 * @param kind what happened
 * @param jobId key, colon, id in the queue
 * @param executionId of the attempt it belongs to; empty where it belongs to none
 * @param definitionKey the queue it is in
 * @param at when
 * @param details more, by kind: {@code message} and {@code willRetry} of a failure, {@code done}, {@code total} and
 *     {@code message} of progress, {@code result} of a success, {@code reason} of a skipped or cancelled one; values are JSON's
 * @param id the same in every process that hears of this step, and of no other step; empty where only one process does
 */
public record JobEvent(
        Kind kind,
        String jobId,
        String executionId,
        String definitionKey,
        Instant at,
        Map<String, Object> details,
        String id) {

    /** What can happen. On the event bus its name is {@code job.} and the {@link #busName}. */
    public enum Kind {
        QUEUED("queued"),
        DELAYED("delayed"),
        STARTED("started"),
        PROGRESS("progress"),
        SUCCEEDED("succeeded"),
        /** An attempt failed and there will be another. */
        RETRYING("retrying"),
        FAILED("failed"),
        CANCELLING("cancelling"),
        CANCELLED("cancelled"),
        TIMED_OUT("timed-out"),
        SKIPPED("skipped"),
        /** The process that ran it died; it runs again. */
        LOST("lost"),
        REMOVED("removed");

        private final String busName;

        Kind(String busName) {
            this.busName = busName;
        }

        public String busName() {
            return busName;
        }
    }

    public JobEvent {
        details = Map.copyOf(details);
    }

    /** One that only one process hears of. */
    public JobEvent(
            Kind kind,
            String jobId,
            String executionId,
            String definitionKey,
            Instant at,
            Map<String, Object> details) {
        this(kind, jobId, executionId, definitionKey, at, details, "");
    }
}
