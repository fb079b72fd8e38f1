package io.taurine.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "executions", description = "Attempts at jobs, from the history.", synopsisSubcommandLabel = "COMMAND")
final class ServerExecutions extends ServerGroup {

    private static final String ID = "Job, slash, number of the run: echo:17/1.";
    static final String[] COLUMNS = {"id", "status", "attempt", "worker", "startedAt", "endedAt", "error"};

    ServerExecutions(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "list", description = "List them, newest first.")
    int list(
            @Option(
                            names = "--status",
                            paramLabel = "STATUS",
                            description = "Only those, divided by commas, as in failed,lost.")
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
                client().get("/executions" + ServerClient.query(parameters).replace("%2C", ",")),
                "executions",
                COLUMNS);
    }

    @Command(name = "get", description = "Show one with its result or stack trace.")
    int get(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        return show(client().get(ofExecution(id)));
    }

    @Command(name = "logs", description = "Show the lines that one has logged.")
    int logs(@Parameters(paramLabel = "ID", description = ID) String id, @Mixin PageOptions page) throws Exception {
        return lines(client().get(ofExecution(id, "logs") + ServerClient.query(page.parameters())));
    }

    @Command(name = "cancel", description = "End one that runs, and its job.")
    int cancel(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
        var standing = client().delete(ofExecution(id));
        return told(standing, () -> "Job " + shown(standing.path("jobId")) + " is " + shown(standing.path("status")));
    }

    private static String ofExecution(String id, String... rest) {
        var slash = id.lastIndexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("the id of an execution is like echo:17/1, was " + id);
        }
        var run = ServerClient.encoded(id.substring(slash + 1));
        return path("executions", id.substring(0, slash), run) + (rest.length == 0 ? "" : "/" + String.join("/", rest));
    }
}
