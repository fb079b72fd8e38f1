package io.taurine.server.redis;

import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.queue.flow.FlowProducerOptions;
import io.taurine.queue.flow.FlowQuery;
import io.taurine.queue.flow.FlowTree;
import io.taurine.queue.flow.JobNode;
import io.taurine.server.runner.FlowRequest;
import io.taurine.server.runner.FlowView;
import io.taurine.server.runner.JobFlows;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.ExactJson;
import java.util.Optional;

/** Flows of the engine whose jobs are of definitions. */
final class RedisFlows implements JobFlows {

    private static final FlowView.Children NONE = new FlowView.Children(0, 0, 0, 0);

    private final FlowProducerOptions options;
    private final Engine engine;
    private final JobStarter starter;

    RedisFlows(RunnerSetup setup, Engine engine, JobStarter starter) {
        this.options = FlowProducerOptions.builder()
                .prefix(setup.prefix())
                .codec(ExactJson.CODEC)
                .build();
        this.engine = engine;
        this.starter = starter;
    }

    @Override
    public void check(FlowRequest flow) {
        node(flow);
    }

    @Override
    public FlowView start(FlowRequest flow) {
        var root = node(flow);
        try (var flows = FlowProducer.of(engine.connection(), options)) {
            return view(flows.add(root), root);
        }
    }

    private FlowNode node(FlowRequest flow) {
        var start = starter.prepare(flow.job());
        var node = FlowNode.of(start.name(), start.queue())
                .data(flow.job().params())
                .options(start.options());
        flow.children().forEach(child -> node.child(node(child)));
        return node.build();
    }

    private static FlowView view(JobNode added, FlowNode asked) {
        var children = added.children();
        var isDelayed = !asked.options().delay().isZero();
        return new FlowView(
                new JobKey(asked.queueName(), added.id()).toString(),
                isDelayed && children.isEmpty() ? JobStatus.DELAYED : JobStatus.QUEUED,
                children.isEmpty() ? NONE : new FlowView.Children(0, children.size(), 0, 0),
                java.util.stream.IntStream.range(0, children.size())
                        .mapToObj(i -> view(children.get(i), asked.children().get(i)))
                        .toList());
    }

    @Override
    public Optional<FlowView> find(String jobId, int depth, int mostChildren) {
        var key =
                JobKey.parse(jobId).filter(one -> engine.find(one.definition()).isPresent());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        var query = FlowQuery.of(key.get().definition(), key.get().id())
                .withDepth(depth)
                .withMaxChildren(mostChildren);
        try (var flows = FlowProducer.of(engine.connection(), options)) {
            return flows.getFlow(query).map(RedisFlows::view);
        }
    }

    private static FlowView view(FlowTree tree) {
        var counts = tree.dependencies();
        return new FlowView(
                new JobKey(tree.job().queueName(), tree.id()).toString(),
                JobStates.status(tree.state(), tree.job()),
                new FlowView.Children(counts.processed(), counts.unprocessed(), counts.failed(), counts.ignored()),
                tree.children().stream().map(RedisFlows::view).toList());
    }
}
