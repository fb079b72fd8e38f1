package io.taurine.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.queue.flow.JobNode;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "add", description = "Add a tree of jobs, all of it or nothing.")
final class FlowAddCommand implements Callable<Integer> {

    private static final String STDIN = "-";

    private final Taurine taurine;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "JSON as BullMQ's FlowProducer takes it: name, queueName, data, prefix, opts, children;"
                    + " - reads standard input.")
    private String file = "";

    FlowAddCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() throws IOException {
        var flow = FlowNode.ofJson(text());
        var options = FlowProducerOptions.builder().prefix(taurine.prefix()).build();
        try (var redis = taurine.connect();
                var flows = FlowProducer.of(redis, options)) {
            var added = flows.add(flow);
            taurine.output()
                    .result(
                            document(added, flow),
                            () -> "Added a flow of " + Text.count(count(added), "job") + "\n"
                                    + JobTree.of(added, JobNode::children, node -> text(node))
                                            .indented());
        }
        return ExitCode.DONE;
    }

    private String text() throws IOException {
        if (file.equals(STDIN)) {
            return new String(taurine.surroundings().in().readAllBytes(), StandardCharsets.UTF_8);
        }
        try {
            return Files.readString(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file, e);
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(file + " is not UTF-8", e);
        }
    }

    private static ObjectNode document(JobNode node, FlowNode from) {
        var document = Json.object()
                .put("queue", node.job().queueName())
                .put("id", node.id())
                .put("name", from.name())
                .put("added", node.job().isNew());
        var children = document.putArray("children");
        for (int i = 0; i < node.children().size(); i++) {
            children.add(document(node.children().get(i), from.children().get(i)));
        }
        return document;
    }

    private static String text(JobNode node) {
        return node.id() + " in queue " + node.job().queueName()
                + (node.job().isNew() ? "" : ", which existed already");
    }

    private static long count(JobNode node) {
        return 1 + node.children().stream().mapToLong(FlowAddCommand::count).sum();
    }
}
