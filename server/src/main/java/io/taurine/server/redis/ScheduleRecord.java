package io.taurine.server.redis;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.server.definition.Overlap;
import io.taurine.server.definition.ScheduleJson;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.server.runner.internal.ExactJson;
import java.util.OptionalInt;

/**
 * A schedule as it is kept beside the engine's scheduler of the same id, which is there only while it is enabled.
 *
 * @param request as it was asked for
 * @param enabled false while no runs are made
 * @param system true for one of the configuration
 * @param runsBefore made before it was enabled last
 */
record ScheduleRecord(ScheduleRequest request, boolean enabled, boolean system, long runsBefore) {

    static ScheduleRecord parse(String json) {
        var stored = ExactJson.read(json);
        var version = stored.path("version").asInt(0);
        return new ScheduleRecord(
                new ScheduleRequest(
                        stored.path("id").asText(),
                        stored.path("definitionKey").asText(),
                        version == 0 ? OptionalInt.empty() : OptionalInt.of(version),
                        ScheduleJson.read(stored.path("schedule")),
                        stored.path("params"),
                        Overlap.valueOf(stored.path("overlap").asText(Overlap.ALLOW.name())),
                        MissedRuns.valueOf(stored.path("runsMissed").asText(MissedRuns.RUN_ONCE.name()))),
                stored.path("enabled").asBoolean(true),
                stored.path("system").asBoolean(false),
                stored.path("runsBefore").asLong(0));
    }

    String json() {
        var json = JsonNodeFactory.instance
                .objectNode()
                .put("id", request.id())
                .put("definitionKey", request.definitionKey())
                .put("overlap", request.overlap().name())
                .put("runsMissed", request.runsMissed().name())
                .put("enabled", enabled)
                .put("system", system)
                .put("runsBefore", runsBefore);
        request.version().ifPresent(version -> json.put("version", version));
        json.set("schedule", ScheduleJson.write(request.schedule()));
        json.set("params", request.params());
        return json.toString();
    }

    /** The same as it will be read: a time zone may have two names. */
    ScheduleRecord asStored() {
        return parse(json());
    }

    /** Name of its jobs: without a version each run is of the newest. */
    String jobName() {
        var version = request.version();
        return request.definitionKey() + (version.isPresent() ? "@" + version.getAsInt() : "");
    }

    ScheduleRecord with(ScheduleRequest other) {
        return new ScheduleRecord(other, enabled, system, runsBefore);
    }

    ScheduleRecord after(long runs) {
        return new ScheduleRecord(request, enabled, system, runs);
    }

    ScheduleRecord disabled(long runs) {
        return new ScheduleRecord(request, false, system, runs);
    }

    ScheduleRecord reenabled() {
        return new ScheduleRecord(request, true, system, runsBefore);
    }

    ScheduleRecord atVersion(int version) {
        return with(new ScheduleRequest(
                request.id(),
                request.definitionKey(),
                OptionalInt.of(version),
                request.schedule(),
                request.params(),
                request.overlap(),
                request.runsMissed()));
    }
}
