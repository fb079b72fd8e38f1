package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.queue.JobScheduler;
import java.time.Duration;
import java.time.Instant;

/** A job scheduler as JSON, under the field names that BullMQ's own have. */
final class SchedulerView {

    private SchedulerView() {}

    static ObjectNode document(JobScheduler<JsonText> scheduler) {
        var document = Json.object()
                .put("key", scheduler.id())
                .put("name", scheduler.name())
                .put("next", scheduler.next().toEpochMilli())
                .put("iterationCount", scheduler.iterationCount());
        document.put("limit", scheduler.limit().isPresent() ? scheduler.limit().getAsInt() : null)
                .put(
                        "startDate",
                        scheduler.startDate().map(Instant::toEpochMilli).orElse(null))
                .put("endDate", scheduler.endDate().map(Instant::toEpochMilli).orElse(null))
                .put("tz", scheduler.timeZone().orElse(null))
                .put("pattern", scheduler.pattern().orElse(null))
                .put("every", scheduler.every().map(Duration::toMillis).orElse(null))
                .put("offset", scheduler.offset().toMillis());
        var template = document.putObject("template");
        template.set("data", Json.stored(scheduler.dataJson()));
        template.set("opts", Json.stored(scheduler.optionsJson()));
        return document;
    }

    /** {@code 0 9 * * * in Europe/Berlin}, or {@code every 10s}, with its bounds. */
    static String schedule(JobScheduler<?> scheduler) {
        var text = new StringBuilder(scheduler
                .every()
                .map(every -> "every " + Durations.format(every))
                .orElseGet(() -> scheduler.pattern().orElse("")
                        + scheduler.timeZone().map(zone -> " in " + zone).orElse("")));
        scheduler.limit().ifPresent(limit -> text.append(", at most ").append(limit));
        scheduler.startDate().ifPresent(start -> text.append(", from ").append(JobView.time(start)));
        scheduler.endDate().ifPresent(end -> text.append(", until ").append(JobView.time(end)));
        return text.toString();
    }
}
