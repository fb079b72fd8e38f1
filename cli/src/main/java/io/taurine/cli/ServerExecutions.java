package io.taurine.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "executions", description = "Attempts at jobs, from the history.", synopsisSubcommandLabel = "COMMAND")
final class ServerExecutions extends ServerGroup {

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
    int get(@Parameters(paramLabel = "ID", description = "Job, slash, number of the run: echo:17/1.") String id)
            throws Exception {
        var slash = id.lastIndexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("the id of an execution is like echo:17/1, was " + id);
        }
        return show(client().get(
                        path("executions", id.substring(0, slash), ServerClient.encoded(id.substring(slash + 1)))));
    }
}
