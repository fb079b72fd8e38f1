package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.definition.ScheduleJson;
import io.taurine.server.runner.ScheduleView;
import java.util.List;

/** Schedules as the API shows them. */
final class ScheduleViewJson {

    private ScheduleViewJson() {}

    /** All there is. */
    static ObjectNode of(ScheduleView view) {
        var json = edited(view);
        json.put("system", view.isSystem());
        view.nextRun().ifPresent(instant -> json.put("nextRun", instant.toString()));
        return json.put("runs", view.runs());
    }

    /** What somebody changes, without what changes by itself. */
    private static ObjectNode edited(ScheduleView view) {
        var request = view.request();
        var json = Json.object().put("id", request.id()).put("definitionKey", request.definitionKey());
        request.version().ifPresent(version -> json.put("definitionVersion", version));
        json.set("schedule", ScheduleJson.write(request.schedule()));
        json.set("params", request.params());
        return json.put("overlap", DefinitionJson.wireName(request.overlap()))
                .put("missedRuns", DefinitionJson.wireName(request.runsMissed()))
                .put("enabled", view.isEnabled());
    }

    static ObjectNode item(ScheduleView view, List<String> fields) {
        var json = of(view);
        return fields.isEmpty() ? json.without("params") : json.retain(fields);
    }

    static String etag(ScheduleView view) {
        return ETags.of(edited(view));
    }
}
