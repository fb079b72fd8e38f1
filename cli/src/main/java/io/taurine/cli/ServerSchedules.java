package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "schedules", description = "What runs by itself.", synopsisSubcommandLabel = "COMMAND")
final class ServerSchedules extends ServerGroup {

    private static final String ID = "Id of the schedule.";
    private static final String WHEN =
            "As in '0 3 * * * in Europe/Berlin', 'every 5m', 'at 2027-01-01T00:00:00Z', hourly, or JSON.";

    ServerSchedules(ServerTaurine taurine) {
        super(taurine);
    }

    /** What a schedule has besides its id. */
    static final class Content {

        @Option(names = "--definition", paramLabel = "KEY", required = true, description = "What it runs.")
        private String definition = "";

        @Option(names = "--when", paramLabel = "WHEN", required = true, description = WHEN)
        private String when = "";

        @Option(
                names = "--version",
                paramLabel = "N",
                description = "Version of the definition. Default: the newest at each run.")
        private @Nullable Integer version;

        @Option(names = "--params", paramLabel = "JSON", description = "Params of each run.")
        private @Nullable String params;

        @Option(
                names = "--overlap",
                paramLabel = "RULE",
                description = "When the run before has not ended: allow, skip or queue-one. Default: allow.")
        private @Nullable String overlap;

        @Option(
                names = "--missed",
                paramLabel = "RULE",
                description = "Of runs that were due while nothing ran: skip or run-once. Default: skip.")
        private @Nullable String missed;
    }

    private ObjectNode body(Content content) throws IOException {
        var body = Json.object().put("definitionKey", content.definition);
        body.set("schedule", when(content.when));
        put(body, "definitionVersion", content.version);
        put(body, "overlap", content.overlap);
        put(body, "missedRuns", content.missed);
        if (content.params != null) {
            body.set("params", json("--params", content.params));
        }
        return body;
    }

    /** An object as JSON, anything else as the text it is. */
    private static JsonNode when(String text) {
        return text.startsWith("{")
                ? Json.stored(text)
                : Json.object().put("when", text).get("when");
    }

    @Command(name = "list", description = "List them, ordered by id.")
    int list(@Mixin PageOptions page) throws Exception {
        return list(
                client().get("/schedules" + ServerClient.query(page.parameters())),
                "schedules",
                "id",
                "definitionKey",
                "schedule",
                "enabled",
                "nextRun",
                "runs");
    }

    @Command(name = "get", description = "Show one with its params.")
    int get(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return show(client().get(path("schedules", id)));
    }

    @Command(name = "create", description = "Have a definition run by itself.")
    int create(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin Content content) throws Exception {
        return saved(client().post("/schedules", body(content).put("id", id)), id);
    }

    @Command(name = "change", description = "Replace one; what is left out has its default.")
    int change(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin Content content) throws Exception {
        return saved(client().put(path("schedules", id), body(content)), id);
    }

    private int saved(JsonNode schedule, String id) {
        return told(
                schedule,
                () -> "Schedule " + id
                        + (schedule.has("nextRun")
                                ? " runs next at " + shown(schedule.get("nextRun"))
                                : " does not run"));
    }

    @Command(name = "enable", description = "Make runs again.")
    int enable(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return saved(client().post(path("schedules", id, "enable"), null), id);
    }

    @Command(name = "disable", description = "Make no more runs until it is enabled again.")
    int disable(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return saved(client().post(path("schedules", id, "disable"), null), id);
    }

    @Command(name = "run", description = "Start a job as it would, now and besides.")
    int run(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        var started = client().post(path("schedules", id, "run"), null);
        return told(started, () -> "Started job " + shown(started.path("jobId")));
    }

    @Command(name = "remove", description = "Remove one and the run that waits.")
    int remove(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        client().delete(path("schedules", id));
        return told(Json.object().put("id", id).put("removed", true), () -> "Removed schedule " + id);
    }

    @Command(name = "preview", description = "Show when one runs next, or would with another rule.")
    int preview(
            @Parameters(paramLabel = "ID", arity = "0..1", defaultValue = "", description = ID) String id,
            @Option(names = "--when", paramLabel = "WHEN", description = WHEN) @Nullable String when,
            @Option(
                            names = "--count",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "How many runs. Default: 10.")
                    int count)
            throws Exception {
        if (id.isEmpty() == (when == null)) {
            throw new IllegalArgumentException("preview needs the ID of a schedule or --when, and not both");
        }
        var runs = when == null
                ? client().get(path("schedules", id, "preview") + "?count=" + count)
                : client().post(
                                "/schedules/preview",
                                Json.object()
                                        .<ObjectNode>set("schedule", when(when))
                                        .put("count", count));
        return told(runs, () -> {
            var lines = new StringBuilder();
            runs.path("runs")
                    .forEach(run -> lines.append(lines.isEmpty() ? "" : "\n").append(shown(run)));
            return lines.isEmpty() ? "It does not run" : lines.toString();
        });
    }
}
