package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "events", description = "The event bus, and what happens.", synopsisSubcommandLabel = "COMMAND")
final class ServerEventCommands extends ServerGroup {

    private static final String[] COLUMNS = {"id", "at", "name", "source"};

    ServerEventCommands(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "List events that were kept, newest first.")
    int list(
            @Option(names = "--name", paramLabel = "NAME", description = "Only those of that name.") @Nullable
                    String name,
            @Mixin PageOptions page)
            throws Exception {
        var parameters = page.parameters();
        parameters.put("name", name);
        return list(client().get("/events" + ServerClient.query(parameters)), "events", COLUMNS);
    }

    @Command(name = "get", description = "Show one with its payload.")
    int get(@Parameters(paramLabel = "ID", description = "Id of the event.") String id) throws Exception {
        return show(client().get(path("events", id)));
    }

    @Command(name = "recent", description = "Show the last ones.")
    int recent(
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            description = "How many, 1000 at most. Default: 20.",
                            defaultValue = "20")
                    int limit)
            throws Exception {
        return list(client().get("/events/recent?limit=" + limit), "events", COLUMNS);
    }

    @Command(name = "stats", description = "Count them by name, by source and by hour.")
    int stats(
            @Option(
                            names = "--hours",
                            paramLabel = "N",
                            description = "The one that runs and those before, 1 to 168. Default: 24.",
                            defaultValue = "24")
                    int hours)
            throws Exception {
        return show(client().get("/events/stats/summary?hours=" + hours));
    }

    @Command(name = "clean", description = "Remove old ones from the history.")
    int clean(
            @Option(
                            names = "--before",
                            paramLabel = "INSTANT",
                            required = true,
                            description = "Those from before, as in 2026-11-22T10:15:30Z.")
                    String before)
            throws Exception {
        var path = "/events" + ServerClient.query(Map.of("before", before));
        var done = ServerSteps.untilNoMore(() -> client().delete(path));
        return told(done, () -> "Removed " + Text.count(done.path("done").asLong(), "event"));
    }

    @Command(name = "emit", description = "Emit an event.")
    int emit(
            @Parameters(paramLabel = "NAME", description = "Its name, as in order.paid.") String name,
            @Parameters(
                            paramLabel = "JSON",
                            arity = "0..1",
                            defaultValue = "",
                            description = "Its payload; - reads it from standard input.")
                    String payload)
            throws Exception {
        var body = Json.object().put("name", name);
        if (!payload.isEmpty()) {
            body.set("payload", json("the payload", payload));
        }
        var event = client().post("/events", body);
        return told(event, () -> "Emitted " + name + " as " + shown(event.path("id")));
    }

    @Command(name = "follow", description = "Show what happens as it happens, until Ctrl-C.")
    int follow(
            @Option(
                            names = "--topics",
                            paramLabel = "TOPICS",
                            defaultValue = "jobs,events",
                            description =
                                    "jobs, jobs:KEY, job:ID, counts, counts:KEY, changes, events, events:NAME, divided by commas. Default: jobs,events.")
                    String topics,
            @Option(names = "--count", paramLabel = "N", description = "End after that many. Default: never.") @Nullable
                    Long count)
            throws Exception {
        if (count != null && count < 1) {
            throw new IllegalArgumentException("--count must be 1 or more, was " + count);
        }
        var output = output();
        var left = new long[] {count == null ? Long.MAX_VALUE : count};
        var path = "/stream" + ServerClient.query(Map.of("topics", topics)).replace("%2C", ",");
        new ServerStream(client(), path, output).follow((event, data) -> {
            if (event.equals("ready")) {
                return true;
            }
            var document = Json.object().put("event", event);
            document.setAll((ObjectNode) data);
            output.result(document, () -> line(event, data));
            return --left[0] > 0 && !output.isGone();
        });
        return ExitCode.DONE;
    }

    private static String line(String event, JsonNode data) {
        var text = new StringBuilder(Text.padded(event, 8));
        data.properties()
                .forEach(field -> text.append(
                        field.getKey().equals("at") ? "" : " " + field.getKey() + "=" + shown(field.getValue())));
        return text.toString();
    }
}
