package io.taurine.queue.flow;

import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.queue.internal.EncodedJob;
import io.taurine.queue.internal.QueueKeys;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs of some trees, checked and encoded, in the order in which they are added: level by level, tree by tree. */
final class FlowPlan {

    /** One script call holds Redis for about a tenth of a second with that many. */
    static final int MAX_JOBS = 10_000;

    private static final int ARGUMENTS_PER_JOB = 13;

    private final FlowProducerOptions options;
    private final InstantSource clock;
    private final boolean isCluster;
    private final List<PlannedJob> jobs = new ArrayList<>();

    private FlowPlan(FlowProducerOptions options, InstantSource clock, boolean isCluster) {
        this.options = options;
        this.clock = clock;
        this.isCluster = isCluster;
    }

    /** A job of the plan; its children are planned too. */
    static final class PlannedJob {

        final FlowNode node;
        final QueueKeys keys;
        final String id;
        final EncodedJob encoded;
        final List<PlannedJob> children = new ArrayList<>();

        PlannedJob(FlowNode node, QueueKeys keys, String id, EncodedJob encoded) {
            this.node = node;
            this.keys = keys;
            this.id = id;
            this.encoded = encoded;
        }
    }

    /**
     * Plans the trees.
     *
     * @throws IllegalArgumentException if a node cannot be added as it is
     */
    static FlowPlan of(List<FlowNode> roots, FlowProducerOptions options, InstantSource clock, boolean isCluster) {
        var plan = new FlowPlan(options, clock, isCluster);
        roots.forEach(plan::addTree);
        return plan;
    }

    private void addTree(FlowNode root) {
        var level = new ArrayDeque<PlannedJob>();
        level.add(plan(root, null));
        while (!level.isEmpty()) {
            var job = level.remove();
            for (var child : job.node.children()) {
                var planned = plan(child, new JobParent(job.id, job.keys.qualifiedName()));
                job.children.add(planned);
                level.add(planned);
            }
        }
    }

    private PlannedJob plan(FlowNode node, @Nullable JobParent parent) {
        if (jobs.size() == MAX_JOBS) {
            throw new IllegalArgumentException(
                    "one call adds at most " + MAX_JOBS
                            + " jobs; add further children with the option parent, from the parent's own processor for example");
        }
        var keys = QueueKeys.of(node.prefix().orElse(options.prefix()), node.queueName());
        var merged = options.defaultsOf(node.queueName()).overlaidBy(node.options());
        if (parent != null) {
            if (merged.parent().isPresent()) {
                throw new IllegalArgumentException(
                        "only the root of a flow may have the option parent; " + node + " has it");
            }
            merged = merged.toBuilder().parent(parent).build();
        }
        if (isCluster) {
            requireOneSlot(keys, merged);
        }
        var id = merged.jobId().orElseGet(() -> UUID.randomUUID().toString());
        var encoded = EncodedJob.of(node.name(), node.data(), merged, options.codec(), clock);
        if (encoded.parentKey().equals(keys.job(id))) {
            throw new IllegalArgumentException("a job cannot be its own parent, was " + keys.job(id));
        }
        var planned = new PlannedJob(node, keys, id, encoded);
        jobs.add(planned);
        return planned;
    }

    private void requireOneSlot(QueueKeys keys, JobOptions merged) {
        keys.requireOneSlot();
        merged.parent().ifPresent(parent -> keys.requireSameSlot(parent.key()));
        if (!jobs.isEmpty()) {
            keys.requireSameSlot(jobs.get(0).keys.key("wait"));
        }
    }

    List<PlannedJob> jobs() {
        return jobs;
    }

    /** The arguments of addFlow.lua. */
    String[] arguments() {
        var arguments = new String[2 + jobs.size() * ARGUMENTS_PER_JOB];
        arguments[0] = "";
        arguments[1] = Integer.toString(jobs.size());
        var at = 2;
        for (var job : jobs) {
            var encoded = job.encoded;
            arguments[at++] = job.keys.base();
            arguments[at++] = job.id;
            arguments[at++] = flag(!encoded.customId().isEmpty());
            arguments[at++] = encoded.name();
            arguments[at++] = encoded.data();
            arguments[at++] = encoded.optionsJson();
            arguments[at++] = Long.toString(encoded.timestamp());
            arguments[at++] = Long.toString(encoded.options().delay().toMillis());
            arguments[at++] = Integer.toString(encoded.options().priority());
            arguments[at++] = flag(encoded.options().lifo());
            arguments[at++] = flag(!job.node.children().isEmpty());
            arguments[at++] = encoded.parentKey();
            arguments[at++] = encoded.parentJson();
        }
        return arguments;
    }

    private static String flag(boolean set) {
        return set ? "1" : "";
    }
}
