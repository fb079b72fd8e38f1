package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.queue.events.QueueEvent;
import java.time.Instant;

/** An event as JSON and as a line. */
final class EventView {

    private EventView() {}

    static ObjectNode document(QueueEvent event) {
        var document = Json.object().put("id", event.id()).put("event", event.name());
        event.job().ifPresent(id -> document.put("jobId", id));
        document.setAll(details(event));
        return document;
    }

    /** The fields that only this kind of event has. */
    private static ObjectNode details(QueueEvent event) {
        var details = Json.object();
        if (event instanceof QueueEvent.Added added) {
            details.put("name", added.jobName());
        } else if (event instanceof QueueEvent.Waiting waiting && waiting.previous() != null) {
            details.put("prev", waiting.previous());
        } else if (event instanceof QueueEvent.Delayed delayed) {
            details.put("due", delayed.due().toEpochMilli());
        } else if (event instanceof QueueEvent.Progress progress) {
            details.set("data", Json.stored(progress.progressJson()));
        } else if (event instanceof QueueEvent.Completed completed) {
            details.set("returnvalue", Json.stored(completed.returnValueJson()));
        } else if (event instanceof QueueEvent.Failed failed) {
            details.put("failedReason", failed.failedReason());
        } else if (event instanceof QueueEvent.RetriesExhausted exhausted) {
            details.put("attemptsMade", exhausted.attemptsMade());
        } else if (event instanceof QueueEvent.Removed removed) {
            details.put("prev", removed.previous());
        } else if (event instanceof QueueEvent.Cancelled cancelled) {
            details.put("reason", cancelled.reason());
            if (cancelled.previous() != null) {
                details.put("prev", cancelled.previous());
            }
        } else if (event instanceof QueueEvent.Deduplicated deduplicated) {
            details.put("deduplicationId", deduplicated.deduplicationId())
                    .put("deduplicatedJobId", deduplicated.deduplicatedJobId());
        } else if (event instanceof QueueEvent.Cleaned cleaned) {
            details.put("count", cleaned.count());
        } else if (event instanceof QueueEvent.Other other) {
            other.fields().entrySet().stream()
                    .filter(field ->
                            !field.getKey().equals("event") && !field.getKey().equals("jobId"))
                    .forEach(field -> details.put(field.getKey(), field.getValue()));
        }
        return details;
    }

    static String line(QueueEvent event) {
        var details = details(event);
        return String.join(
                        "  ",
                        JobView.time(instant(event)),
                        Text.padded(Text.oneLine(event.name()), 17),
                        Text.padded(Text.oneLine(event.job().orElse("")), 8),
                        details.isEmpty() ? "" : Text.oneLine(Json.write(details), 100))
                .stripTrailing();
    }

    /** The id of a stream entry begins with the server's clock. */
    private static Instant instant(QueueEvent event) {
        int dash = event.id().indexOf('-');
        return Instant.ofEpochMilli(
                Long.parseLong(event.id().substring(0, dash < 0 ? event.id().length() : dash)));
    }
}
