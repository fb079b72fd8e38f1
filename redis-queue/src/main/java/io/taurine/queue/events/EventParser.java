package io.taurine.queue.events;

import io.taurine.queue.internal.redis.BlockingReads.StreamEntry;
import java.time.Instant;
import java.util.Map;

/** Turns a stream entry into an event. Never throws: what does not fit becomes {@link QueueEvent.Other}. */
final class EventParser {

    private EventParser() {}

    static QueueEvent parse(StreamEntry entry) {
        var id = entry.id();
        var fields = entry.fields();
        var name = fields.getOrDefault("event", "");
        try {
            return switch (name) {
                case "added" -> new QueueEvent.Added(id, jobId(fields), fields.getOrDefault("name", ""));
                case "waiting" ->
                    new QueueEvent.Waiting(id, jobId(fields), fields.get("prev"), fields.get("failedReason"));
                case "active" ->
                    new QueueEvent.Active(
                            id,
                            jobId(fields),
                            Integer.parseInt(fields.getOrDefault("ats", "0")),
                            fields.getOrDefault("worker", ""));
                case "delayed" ->
                    new QueueEvent.Delayed(
                            id, jobId(fields), instant(required(fields, "delay")), fields.get("failedReason"));
                case "waiting-children" -> new QueueEvent.WaitingChildren(id, jobId(fields));
                case "progress" -> new QueueEvent.Progress(id, jobId(fields), required(fields, "data"));
                case "completed" -> new QueueEvent.Completed(id, jobId(fields), required(fields, "returnvalue"));
                case "failed" -> new QueueEvent.Failed(id, jobId(fields), fields.getOrDefault("failedReason", ""));
                case "retries-exhausted" ->
                    new QueueEvent.RetriesExhausted(
                            id, jobId(fields), Integer.parseInt(required(fields, "attemptsMade")));
                case "stalled" -> new QueueEvent.Stalled(id, jobId(fields));
                case "removed" -> new QueueEvent.Removed(id, jobId(fields), fields.getOrDefault("prev", "unknown"));
                case "cancelled" ->
                    new QueueEvent.Cancelled(id, jobId(fields), fields.getOrDefault("reason", ""), fields.get("prev"));
                case "duplicated" -> new QueueEvent.Duplicated(id, jobId(fields));
                case "deduplicated" ->
                    new QueueEvent.Deduplicated(
                            id,
                            jobId(fields),
                            required(fields, "deduplicationId"),
                            required(fields, "deduplicatedJobId"));
                case "cleaned" -> new QueueEvent.Cleaned(id, Long.parseLong(required(fields, "count")));
                case "drained" -> new QueueEvent.Drained(id);
                case "paused" -> new QueueEvent.Paused(id);
                case "resumed" -> new QueueEvent.Resumed(id);
                default -> new QueueEvent.Other(id, name, fields);
            };
        } catch (IllegalArgumentException unreadable) {
            return new QueueEvent.Other(id, name, fields);
        }
    }

    private static String jobId(Map<String, String> fields) {
        return required(fields, "jobId");
    }

    private static String required(Map<String, String> fields, String field) {
        var value = fields.get(field);
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    /** Other clients may have stored a fraction of a millisecond. */
    private static Instant instant(String millis) {
        return Instant.ofEpochMilli((long) Double.parseDouble(millis));
    }
}
