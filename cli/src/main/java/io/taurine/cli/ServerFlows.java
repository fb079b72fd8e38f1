package io.taurine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "flows",
        description = "Trees of jobs in which a parent waits for its children.",
        synopsisSubcommandLabel = "COMMAND")
final class ServerFlows extends ServerGroup {

    ServerFlows(ServerTaurine taurine) {
        super(taurine);
    }

    @Command(name = "start", description = "Start a tree of jobs, all of it or nothing.")
    int start(
            @Parameters(
                            paramLabel = "FILE",
                            description =
                                    "JSON: definitionKey, definitionVersion, params, priority, maxAttempts, delay, children; - reads standard input.")
                    String file)
            throws Exception {
        var flow = client().post("/flows", json("the flow", text(file)));
        return told(
                flow,
                () -> "Started a flow\n"
                        + JobTree.of(
                                        flow,
                                        ServerFlows::children,
                                        one -> one.path("jobId").asText())
                                .indented());
    }

    private static String text(String file) throws IOException {
        try {
            return file.equals("-") ? file : Files.readString(Path.of(file)).strip();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        }
    }

    @Command(name = "get", description = "Show a job with those that it waits for, and theirs.")
    int get(
            @Parameters(paramLabel = "ID", description = "Id of the job at the top, as in echo:17.") String id,
            @Option(
                            names = "--depth",
                            paramLabel = "N",
                            description = "Levels to show, 1 to 100. Default: 10.",
                            defaultValue = "10")
                    int depth,
            @Option(
                            names = "--max-children",
                            paramLabel = "N",
                            description = "Most children of each job and way to stand, 1 to 1000. Default: 20.",
                            defaultValue = "20")
                    int most)
            throws Exception {
        var flow = client().get(path("jobs", id, "flow") + "?depth=" + depth + "&most=" + most);
        return told(
                flow,
                () -> JobTree.of(flow, ServerFlows::children, ServerFlows::line).toString());
    }

    private static List<JsonNode> children(JsonNode flow) {
        var children = new ArrayList<JsonNode>();
        flow.path("children").forEach(children::add);
        return children;
    }

    private static String line(JsonNode job) {
        var counts = job.path("counts");
        var waitsFor = counts.path("pending").asLong();
        return job.path("jobId").asText() + " is " + job.path("status").asText()
                + (waitsFor == 0 ? "" : ", waits for " + waitsFor);
    }
}
