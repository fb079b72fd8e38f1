package io.taurine.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "jobs", description = "Start jobs, look at them, change them.", synopsisSubcommandLabel = "COMMAND")
final class ServerJobs extends ServerGroup {

    private static final String ID = "Id of the job, as in echo:17.";

    ServerJobs(ServerTaurine taurine) {
        super(taurine);
    }

    /** Everything optional about a start. */
    static final class StartOptions {

        @Option(names = "--version", paramLabel = "N", description = "Version of the definition. Default: the newest.")
        private @Nullable Integer version;

        @Option(names = "--delay", paramLabel = "TIME", description = "Not to be run before that long from now.")
        private @Nullable Duration delay;

        @Option(names = "--run-at", paramLabel = "INSTANT", description = "Not before, as in 2026-11-22T10:15:30Z.")
        private @Nullable String runAt;

        @Option(
                names = "--priority",
                paramLabel = "P",
                description = "LOWEST to HIGHEST, or a number; the lower runs first.")
        private @Nullable String priority;

        @Option(names = "--attempts", paramLabel = "N", description = "Runs allowed, the first one included.")
        private @Nullable Integer attempts;

        @Option(
                names = "--key",
                paramLabel = "TEXT",
                description = "Idempotency key: the same again starts no second job.")
        private @Nullable String key;

        @Option(
                names = "--follow",
                description = "Tell how it goes until it has ended; exit code 1 unless it succeeds.")
        private boolean follow;
    }

    @Command(name = "start", description = "Start a job.")
    int start(
            @Parameters(paramLabel = "KEY", description = "Key of the definition.") String definition,
            @Parameters(
                            paramLabel = "JSON",
                            arity = "0..1",
                            defaultValue = "",
                            description = "Its params; - reads them from standard input.")
                    String params,
            @Mixin StartOptions options)
            throws Exception {
        var body = Json.object().put("definitionKey", definition);
        put(body, "definitionVersion", options.version);
        put(body, "maxAttempts", options.attempts);
        put(body, "delay", options.delay);
        put(body, "runAt", options.runAt);
        put(body, "idempotencyKey", options.key);
        if (options.priority != null) {
            body.set("priority", Json.stored(options.priority));
        }
        if (!params.isEmpty()) {
            body.set("params", json("what the job is given", params));
        }
        var client = client();
        var started = client.post("/jobs", body);
        var id = started.path("jobId").asText();
        told(
                started,
                () -> started.path("new").asBoolean(true)
                        ? "Started job " + id
                        : "Job " + id + " was started with that key before");
        return options.follow ? new JobFollower(client, output(), id).follow() : ExitCode.DONE;
    }

    @Command(name = "follow", description = "Tell how a job goes until it has ended; exit code 1 unless it succeeds.")
    int follow(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return new JobFollower(client(), output(), id).follow();
    }

    @Command(name = "list", description = "List jobs, newest first within a status.")
    int list(
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description =
                                    "Only those, divided by commas: queued, delayed, running, succeeded, failed, cancelling, cancelled, timed-out, skipped.")
                    @Nullable
                    String status,
            @Option(names = "--definition", paramLabel = "KEY", description = "Only those of that definition.")
                    @Nullable
                    String definition,
            @Mixin PageOptions page)
            throws Exception {
        var parameters = page.parameters();
        parameters.put("status", status);
        parameters.put("definitionKey", definition);
        return list(
                client().get("/jobs" + ServerClient.query(parameters).replace("%2C", ",")),
                "jobs",
                "id",
                "status",
                "attemptsMade",
                "createdAt",
                "error");
    }

    @Command(name = "get", description = "Show a job with its params and result.")
    int get(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return show(client().get(path("jobs", id)));
    }

    @Command(name = "logs", description = "Show the lines that its runs have logged.")
    int logs(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin PageOptions page) throws Exception {
        return lines(client().get(path("jobs", id, "logs") + ServerClient.query(page.parameters())));
    }

    @Command(
            name = "events",
            description = "Show the states that a job has been through, also when the job itself is gone.")
    int events(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin PageOptions page) throws Exception {
        var found = client().get(path("jobs", id, "events") + ServerClient.query(page.parameters()));
        return list(found, "states", "at", "state", "detail");
    }

    @Command(name = "executions", description = "List the attempts at a job, also when the job itself is gone.")
    int executions(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin PageOptions page)
            throws Exception {
        var found = client().get(path("jobs", id, "executions") + ServerClient.query(page.parameters()));
        return list(found, "executions", ServerExecutions.COLUMNS);
    }

    @Command(name = "cancel", description = "End a job, also one that runs.")
    int cancel(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--reason", paramLabel = "TEXT", description = "Why; recorded with it.") @Nullable
                    String reason)
            throws Exception {
        var body = Json.object();
        put(body, "reason", reason);
        var standing = client().post(path("jobs", id, "cancel"), body);
        return told(standing, () -> "Job " + id + " is " + shown(standing.path("status")));
    }

    @Command(name = "retry", description = "Have a job that failed, was cancelled or timed out run again.")
    int retry(
            @Parameters(paramLabel = "ID", description = ID) String id,
            @Option(names = "--attempts", paramLabel = "N", description = "Further runs allowed.") @Nullable
                    Integer attempts)
            throws Exception {
        var body = Json.object();
        put(body, "maxAttempts", attempts);
        var job = client().post(path("jobs", id, "retry"), body);
        return told(job, () -> "Job " + id + " is " + shown(job.path("status")));
    }

    @Command(name = "promote", description = "Have a delayed job run now.")
    int promote(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        var job = client().post(path("jobs", id, "promote"), null);
        return told(job, () -> "Job " + id + " is " + shown(job.path("status")));
    }

    @Command(name = "remove", description = "Remove a job that does not run.")
    int remove(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        client().delete(path("jobs", id));
        return told(Json.object().put("jobId", id).put("removed", true), () -> "Removed job " + id);
    }
}
