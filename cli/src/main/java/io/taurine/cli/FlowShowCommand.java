package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.job.JobState;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.queue.flow.FlowQuery;
import io.taurine.queue.flow.FlowTree;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show a job with its children and theirs, and where they are.")
final class FlowShowCommand implements Callable<Integer> {

    private final Taurine taurine;

    @Parameters(index = "0", paramLabel = "QUEUE", description = "Queue of the job at the top.")
    private String queueName = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Id of the job at the top.")
    private String id = "";

    @Option(names = "--depth", paramLabel = "N", description = "Levels to show, 1 to 100. Default: 10.")
    private int depth = 10;

    @Option(
            names = "--max-children",
            paramLabel = "N",
            description = "Most children of each job and kind (processed, pending, failed, ignored), 1 to 1000."
                    + " Default: 20.")
    private int maxChildren = 20;

    FlowShowCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() {
        var query = FlowQuery.of(queueName, id).withDepth(depth).withMaxChildren(maxChildren);
        var options = FlowProducerOptions.builder().prefix(taurine.prefix()).build();
        try (var redis = taurine.connect();
                var flows = FlowProducer.of(redis, options)) {
            var tree = flows.getFlow(query).orElseThrow(() -> new JobNotFoundException(queueName, id, "flow show"));
            taurine.output()
                    .result(
                            document(tree),
                            () -> JobTree.of(tree, FlowTree::children, this::text)
                                    .toString());
        }
        return ExitCode.DONE;
    }

    private static ObjectNode document(FlowTree tree) {
        var document = Json.object()
                .put("queue", tree.job().queueName())
                .put("prefix", tree.prefix())
                .put("id", tree.id())
                .put("name", tree.job().name())
                .put("state", tree.state().wireName());
        document.putObject("dependencies")
                .put("processed", tree.dependencies().processed())
                .put("unprocessed", tree.dependencies().unprocessed())
                .put("ignored", tree.dependencies().ignored())
                .put("failed", tree.dependencies().failed());
        var children = document.putArray("children");
        tree.children().forEach(child -> children.add(document(child)));
        return document;
    }

    private String text(FlowTree tree) {
        var parts = new ArrayList<String>();
        var count = tree.dependencies();
        part(parts, count.processed(), "completed");
        part(parts, count.unprocessed(), "pending");
        part(parts, count.failed(), "failed");
        part(parts, count.ignored(), "failed and ignored");
        var hidden = count.total() - tree.children().size();
        part(parts, parts.isEmpty() ? 0 : hidden, "not shown");
        return styled(tree.state()) + "  " + Text.oneLine(tree.job().name()) + " " + Text.oneLine(tree.id())
                + " in queue "
                + (tree.prefix().equals(taurine.prefix()) ? "" : tree.prefix() + ":")
                + tree.job().queueName()
                + (parts.isEmpty() ? "" : " (children: " + String.join(", ", parts) + ")");
    }

    private String styled(JobState state) {
        var style = switch (state) {
            case COMPLETED -> Output.Style.GREEN;
            case FAILED -> Output.Style.RED;
            case ACTIVE -> Output.Style.YELLOW;
            default -> Output.Style.FAINT;
        };
        return taurine.output().styled(style, state.wireName());
    }

    private static void part(List<String> parts, long number, String what) {
        if (number > 0) {
            parts.add(number + " " + what);
        }
    }
}
