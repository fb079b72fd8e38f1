package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "queues",
        description = "How many jobs there are; pause, resume, limit, clean, check and remove.",
        synopsisSubcommandLabel = "COMMAND")
final class ServerQueues extends ServerGroup {

    static final String KEY = "Key of the definition, which is the name of its queue.";

    private ServerQueues(ServerTaurine taurine) {
        super(taurine);
    }

    static CommandLine commandLine(ServerTaurine taurine) {
        return new CommandLine(new ServerQueues(taurine))
                .addSubcommand(new ServerQueueLimits(taurine))
                .addSubcommand(new ServerQueueCheck(taurine))
                .addSubcommand(new ServerObliterate(taurine));
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

    @Command(name = "clean", description = "Remove jobs that do not run.")
    int clean(
            @Parameters(paramLabel = "KEY", description = KEY) String key,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            required = true,
                            split = ",",
                            description =
                                    "Which: queued, delayed, succeeded, failed, cancelled, timed-out, skipped, divided by commas.")
                    String[] statuses,
            @Option(
                            names = "--before",
                            paramLabel = "INSTANT",
                            description = "Only those started before, as in 2026-11-22T10:15:30Z.")
                    @Nullable
                    String before)
            throws Exception {
        var body = statuses(statuses);
        put(body, "before", before);
        return all(key, "clean", body, "Removed ");
    }

    @Command(name = "drain", description = "Remove every job that waits to be run; the next runs of schedules stay.")
    int drain(
            @Parameters(paramLabel = "KEY", description = KEY) String key,
            @Option(names = "--delayed", description = "The delayed ones, too.") boolean delayed)
            throws Exception {
        return all(key, "drain", Json.object().put("delayed", delayed), "Removed ");
    }

    @Command(name = "retry", description = "Have all jobs run again that failed, were cancelled or timed out.")
    int retry(
            @Parameters(paramLabel = "KEY", description = KEY) String key,
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            split = ",",
                            description = "Only those: failed, cancelled, timed-out, divided by commas.")
                    String @Nullable [] statuses,
            @Option(names = "--before", paramLabel = "INSTANT", description = "Only those started before.") @Nullable
                    String before,
            @Option(names = "--attempts", paramLabel = "N", description = "Further runs allowed.") @Nullable
                    Integer attempts)
            throws Exception {
        var body = statuses == null ? Json.object() : statuses(statuses);
        put(body, "before", before);
        put(body, "maxAttempts", attempts);
        return all(key, "retry", body, "Retried ");
    }

    @Command(name = "promote", description = "Have all delayed jobs run now.")
    int promote(@Parameters(paramLabel = "KEY", description = KEY) String key) throws Exception {
        return all(key, "promote", Json.object(), "Promoted ");
    }

    private static ObjectNode statuses(String... statuses) {
        var body = Json.object();
        var status = body.putArray("status");
        for (var one : statuses) {
            status.add(one);
        }
        return body;
    }

    private int all(String key, String deed, ObjectNode body, String did) throws Exception {
        body.put("limit", 1_000);
        var done = ServerSteps.untilNoMore(() -> client().post(path("queues", key, deed), body));
        return told(done, () -> did + Text.count(done.path("done").asLong(), "job") + " of queue " + key);
    }
}
