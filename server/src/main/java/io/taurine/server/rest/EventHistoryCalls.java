package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.history.EventFilter;
import io.taurine.history.EventHistory;
import io.taurine.history.HistoryRetention;
import io.taurine.history.StoredEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers what reads and removes events that were kept. */
final class EventHistoryCalls {

    private final EventHistory history;
    private final HistoryRetention retention;
    private final InstantSource clock;

    EventHistoryCalls(EventHistory history, HistoryRetention retention, InstantSource clock) {
        this.history = history;
        this.retention = retention;
        this.clock = clock;
    }

    void bind(Bindings bindings) {
        bindings.on("listEvents", this::list)
                .on("getRecentEvents", call -> page(call, EventFilter.all()))
                .on("getEventStatistics", this::statistics)
                .on("getEvent", this::get)
                .on("cleanEvents", this::clean);
    }

    private Reply list(Call call) {
        return page(
                call,
                new EventFilter(
                        call.optionalText("name"),
                        call.optionalText("source"),
                        call.instant("from"),
                        call.instant("to")));
    }

    private Reply page(Call call, EventFilter filter) {
        var page = ExecutionCalls.page(() -> history.list(filter, call.cursor(), call.limit()));
        var isRecent = call.operation().id().equals("getRecentEvents");
        var json = Pages.json(page, event -> item(event, call.texts("fields")));
        return Reply.ok(isRecent ? json.without("nextCursor") : json);
    }

    private static ObjectNode item(StoredEvent event, List<String> fields) {
        var json = json(event);
        return fields.isEmpty() ? json.without("payload") : json.retain(fields);
    }

    private static ObjectNode json(StoredEvent event) {
        var json = Json.object()
                .put("id", event.id())
                .put("name", event.name())
                .put("source", event.source())
                .put("at", event.happenedAt().toString());
        json.set("payload", ExecutionJson.stored(event.payload()));
        return json;
    }

    private Reply get(Call call) {
        var id = call.text("eventId");
        return Reply.ok(json(history.find(id)
                .orElseThrow(() -> new ApiProblem(404, "no_such_event", "There is no event " + id + "."))));
    }

    private Reply statistics(Call call) {
        var now = clock.instant();
        var byName = new TreeMap<String, Long>();
        var bySource = new TreeMap<String, Long>();
        var byHour = new TreeMap<String, Long>();
        var total = 0L;
        for (var count : history.counts(now.minus(Duration.ofHours(call.number("hours") - 1L)), now.plusMillis(1))) {
            byName.merge(count.name(), count.events(), Long::sum);
            bySource.merge(count.source(), count.events(), Long::sum);
            byHour.merge(count.hour().toString(), count.events(), Long::sum);
            total += count.events();
        }
        var json = Json.object().put("total", total);
        Map.of("byName", byName, "bySource", bySource, "byHour", byHour)
                .forEach((name, counts) -> json.set(name, Json.MAPPER.valueToTree(counts)));
        return Reply.ok(json);
    }

    private Reply clean(Call call) {
        var before = call.instant("before").orElseThrow();
        if (call.isDryRun()) {
            return Reply.dryRun(call, "Events from before " + before + " would be removed.");
        }
        var removed = retention.removeEventsBefore(before);
        return Reply.ok(Json.object().put("done", removed).put("left", 0).put("more", removed > 0));
    }
}
