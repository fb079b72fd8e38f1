package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.job.Job;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** A job as JSON, under the field names that BullMQ's own job objects have. */
final class JobView {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

    private JobView() {}

    static ObjectNode document(Job<JsonText> job) {
        var document = Json.object().put("id", job.id()).put("name", job.name());
        document.set("data", Json.stored(job.dataJson()));
        document.set("opts", Json.stored(job.field("opts").orElse("{}")));
        document.put("timestamp", job.timestamp().toEpochMilli())
                .put("delay", job.delay().toMillis())
                .put("priority", job.priority())
                .put("attemptsMade", job.attemptsMade())
                .put("attemptsStarted", job.attemptsStarted())
                .put("stalledCounter", job.stalledCount());
        instant(document, "processedOn", job.processedOn());
        instant(document, "finishedOn", job.finishedOn());
        text(document, "processedBy", job.processedBy());
        json(document, "progress", job.progressJson());
        json(document, "returnvalue", job.returnValueJson());
        text(document, "failedReason", job.failedReason());
        var traces = document.putArray("stacktrace");
        job.stackTraces().forEach(traces::add);
        text(document, "parentKey", job.parentKey());
        text(document, "deduplicationId", job.deduplicationId());
        text(document, "repeatJobKey", job.schedulerId());
        text(document, "deferredFailure", job.deferredFailure());
        return document;
    }

    /** In the time zone of whoever looks. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    /** {@code 1 of 3}; what is stored as options may be unreadable. */
    static String attempts(Job<JsonText> job) {
        var allowed =
                Json.stored(job.field("opts").orElse("{}")).path("attempts").asInt(1);
        return job.attemptsMade() + "/" + Math.max(1, allowed);
    }

    private static void instant(ObjectNode document, String field, Optional<Instant> value) {
        value.ifPresentOrElse(instant -> document.put(field, instant.toEpochMilli()), () -> document.putNull(field));
    }

    private static void text(ObjectNode document, String field, Optional<String> value) {
        value.ifPresentOrElse(text -> document.put(field, text), () -> document.putNull(field));
    }

    private static void json(ObjectNode document, String field, Optional<String> value) {
        value.ifPresentOrElse(json -> document.set(field, Json.stored(json)), () -> document.putNull(field));
    }
}
