package io.taurine.queue.events;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a queue, told by whichever client did it. {@link #id()} is its place in the event stream: a
 * listener that starts from there again misses nothing.
 */
public sealed interface QueueEvent {

    /** Place in the stream, for example {@code 1795311761622-0}; ids grow. */
    String id();

    /** BullMQ's name of the event, for example {@code waiting-children}. */
    String name();

    /** The job it is about; absent for events of the queue as a whole. */
    default Optional<String> job() {
        return Optional.empty();
    }

    /** An event about one job. */
    sealed interface OfJob extends QueueEvent {

        String jobId();

        @Override
        default Optional<String> job() {
            return Optional.of(jobId());
        }
    }

    /** A job was stored; where it went is told by the event that follows. */
    record Added(String id, String jobId, String jobName) implements OfJob {
        @Override
        public String name() {
            return "added";
        }
    }

    /**
     * A job is in line; {@code previous} names the state it came from, null for a new one. {@code failedReason} is that of the
     * attempt after which it is tried again at once, where the queue has {@code attemptEvents}, else null.
     */
    record Waiting(
            String id,
            String jobId,
            @Nullable String previous,
            @Nullable String failedReason) implements OfJob {
        @Override
        public String name() {
            return "waiting";
        }
    }

    /**
     * A worker claimed a job. Where the queue has {@code attemptEvents}, and the worker is Taurine's, {@code start} is how often
     * the job has been claimed, this time included, and {@code worker} the worker's name; else 0 and empty.
     */
    record Active(String id, String jobId, int start, String worker) implements OfJob {
        @Override
        public String name() {
            return "active";
        }
    }

    /** A job waits for its time. {@code failedReason} as of {@link Waiting}. */
    record Delayed(
            String id, String jobId, Instant due, @Nullable String failedReason) implements OfJob {
        @Override
        public String name() {
            return "delayed";
        }
    }

    /** A parent waits for its children. */
    record WaitingChildren(String id, String jobId) implements OfJob {
        @Override
        public String name() {
            return "waiting-children";
        }
    }

    /** A job reported progress, any JSON. */
    record Progress(String id, String jobId, String progressJson) implements OfJob {
        @Override
        public String name() {
            return "progress";
        }
    }

    /** A job ended with a result, JSON. */
    record Completed(String id, String jobId, String returnValueJson) implements OfJob {
        @Override
        public String name() {
            return "completed";
        }
    }

    /** A job failed for good; attempts that are retried show as {@link Waiting} or {@link Delayed}. */
    record Failed(String id, String jobId, String failedReason) implements OfJob {
        @Override
        public String name() {
            return "failed";
        }
    }

    /** Told right after {@link Failed} when the job had used up its attempts. */
    record RetriesExhausted(String id, String jobId, int attemptsMade) implements OfJob {
        @Override
        public String name() {
            return "retries-exhausted";
        }
    }

    /** A job was taken back from a worker that had gone silent. */
    record Stalled(String id, String jobId) implements OfJob {
        @Override
        public String name() {
            return "stalled";
        }
    }

    /** A job was removed; {@code previous} is the storage name of its state, for example {@code wait}. */
    record Removed(String id, String jobId, String previous) implements OfJob {
        @Override
        public String name() {
            return "removed";
        }
    }

    /** An add found a job with its id. */
    record Duplicated(String id, String jobId) implements OfJob {
        @Override
        public String name() {
            return "duplicated";
        }
    }

    /**
     * Somebody cancelled a job through Taurine, from that state; null when it was removed. What becomes of the job is told by
     * the {@code failed} or {@code removed} that follows.
     */
    record Cancelled(
            String id,
            String jobId,
            String reason,
            @Nullable String previous) implements OfJob {
        @Override
        public String name() {
            return "cancelled";
        }
    }

    /** An add was dropped, or replaced a job, because of its deduplication id. */
    record Deduplicated(String id, String jobId, String deduplicationId, String deduplicatedJobId) implements OfJob {
        @Override
        public String name() {
            return "deduplicated";
        }
    }

    /** A clean call removed that many jobs. */
    record Cleaned(String id, long count) implements QueueEvent {
        @Override
        public String name() {
            return "cleaned";
        }
    }

    /** Nothing was left to do for a moment; a hint, not a promise. */
    record Drained(String id) implements QueueEvent {
        @Override
        public String name() {
            return "drained";
        }
    }

    /** The queue was paused. */
    record Paused(String id) implements QueueEvent {
        @Override
        public String name() {
            return "paused";
        }
    }

    /** The queue goes on. */
    record Resumed(String id) implements QueueEvent {
        @Override
        public String name() {
            return "resumed";
        }
    }

    /** Anything else: an event of an application's own, of a later version, or one whose fields cannot be read. */
    record Other(String id, String name, Map<String, String> fields) implements QueueEvent {

        public Other {
            fields = Map.copyOf(fields);
        }

        @Override
        public Optional<String> job() {
            return Optional.ofNullable(fields.get("jobId"));
        }
    }
}
