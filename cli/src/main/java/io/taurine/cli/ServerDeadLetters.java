package io.taurine.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "dlq", description = "Jobs that used up their attempts.", synopsisSubcommandLabel = "COMMAND")
final class ServerDeadLetters extends ServerGroup {

    private static final String ID = "Id of the job, as in echo:17.";

    ServerDeadLetters(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "List them, newest first within a status.")
    int list(
            @Option(names = "--definition", paramLabel = "KEY", description = "Only those of that definition.")
                    @Nullable
                    String definition,
            @Mixin PageOptions page)
            throws Exception {
        var parameters = page.parameters();
        parameters.put("definitionKey", definition);
        return list(
                client().get("/dlq" + ServerClient.query(parameters)),
                "dead letters",
                "id",
                "status",
                "attemptsMade",
                "endedAt",
                "error");
    }

    @Command(name = "get", description = "Show one with its params.")
    int get(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return show(client().get(path("dlq", id)));
    }

    @Command(name = "retry", description = "Run one again.")
    int retry(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--attempts", paramLabel = "N", description = "Further runs allowed.") @Nullable
                    Integer attempts)
            throws Exception {
        var body = Json.object();
        put(body, "maxAttempts", attempts);
        var job = client().post(path("dlq", id, "retry"), body);
        return told(job, () -> "Job " + id + " is " + shown(job.path("status")));
    }

    @Command(name = "retry-all", description = "Run all again that fit.")
    int retryAll(
            @Option(names = "--definition", paramLabel = "KEY", description = "Only those of that definition.")
                    @Nullable
                    String definition,
            @Option(names = "--attempts", paramLabel = "N", description = "Further runs allowed.") @Nullable
                    Integer attempts)
            throws Exception {
        var body = Json.object();
        put(body, "definitionKey", definition);
        put(body, "maxAttempts", attempts);
        var done = ServerSteps.untilNoMore(() -> client().post("/dlq/retry", body));
        return told(done, () -> "Retried " + Text.count(done.path("done").asLong(), "job"));
    }

    @Command(name = "remove", description = "Give one up and remove it.")
    int remove(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        client().delete(path("dlq", id));
        return told(Json.object().put("jobId", id).put("removed", true), () -> "Removed job " + id);
    }
}
