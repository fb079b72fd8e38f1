package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "queues",
        description = "How many jobs there are; pause, resume and clean.",
        synopsisSubcommandLabel = "COMMAND")
final class ServerQueues extends ServerGroup {

    private static final String KEY = "Key of the definition, which is the name of its queue.";

    ServerQueues(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "Count the jobs of each queue by status.")
    int list(@Mixin PageOptions page) throws Exception {
        return list(
                client().get("/queues" + ServerClient.query(page.parameters())),
                "queues",
                "key",
                "enabled",
                "paused",
                "counts");
    }

    @Command(name = "get", description = "Count the jobs of one queue by status.")
    int get(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return show(client().get(path("queues", key)));
    }

    @Command(name = "pause", description = "Start none of its jobs anywhere until it is resumed.")
    int pause(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return paused(client().post(path("queues", key, "pause"), null), key);
    }

    @Command(name = "resume", description = "End a pause.")
    int resume(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return paused(client().post(path("queues", key, "resume"), null), key);
    }

    private int paused(JsonNode queue, String key) {
        return told(queue, () -> "Queue " + key + (queue.path("paused").asBoolean() ? " is paused" : " goes on"));
    }

    @Command(name = "clean", description = "Remove jobs that have ended.")
    int clean(
            @Parameters(paramLabel = "KEY", description = KEY) String key,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            required = true,
                            split = ",",
                            description = "Which: succeeded, failed, cancelled, timed-out, skipped, divided by commas.")
                    String[] statuses,
            @Option(
                            names = "--before",
                            paramLabel = "INSTANT",
                            description = "Only those started before, as in 2026-11-22T10:15:30Z.")
                    @Nullable
                    String before)
            throws Exception {
        var body = Json.object();
        var status = body.putArray("status");
        for (var one : statuses) {
            status.add(one);
        }
        put(body, "before", before);
        body.put("limit", 1_000);
        var done = ServerSteps.untilNoMore(() -> client().post(path("queues", key, "clean"), body));
        return told(done, () -> "Removed " + Text.count(done.path("done").asLong(), "job") + " of queue " + key);
    }
}
