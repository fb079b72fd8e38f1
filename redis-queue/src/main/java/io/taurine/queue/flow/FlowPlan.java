package io.taurine.queue.flow;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.JobOptions;
import io.taurine.job.JobParent;
import io.taurine.job.PayloadCodec;
import io.taurine.queue.AddCall;
import io.taurine.queue.JobRequest;
import io.taurine.queue.internal.EncodedJob;
import io.taurine.queue.internal.QueueKeys;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs of some trees, checked, in the order in which they are added: tree by tree, level by level. */
final class FlowPlan {

    /** One script call adds them all, or none: it holds Redis for a tenth to a fifth of a second with that many. */
    static final int MAX_JOBS = 10_000;

    private static final int ARGUMENTS_PER_JOB = 14;
    private static final PayloadCodec PLAIN = JacksonPayloadCodec.defaults();

    private final List<PlannedJob> jobs;

    private FlowPlan(List<PlannedJob> jobs) {
        this.jobs = jobs;
    }

    /** A job of the plan. */
    static final class PlannedJob {

        final FlowNode node;
        final QueueKeys keys;
        final int parent;
        final List<PlannedJob> children = new ArrayList<>();
        JobRequest<Object> request;
        String id = "";

        @Nullable
        EncodedJob encoded;

        PlannedJob(FlowNode node, QueueKeys keys, int parent, JobOptions options) {
            this.node = node;
            this.keys = keys;
            this.parent = parent;
            this.request = new JobRequest<>(node.name(), node.data(), options);
        }

        boolean isRoot() {
            return parent < 0;
        }

        EncodedJob encoded() {
            if (encoded == null) {
                throw new IllegalStateException(node + " is not encoded yet");
            }
            return encoded;
        }
    }

    /**
     * Plans the trees.
     *
     * @throws IllegalArgumentException if a node cannot be added as it is
     */
    static FlowPlan of(List<FlowNode> roots, FlowProducerOptions options) {
        var jobs = new ArrayList<PlannedJob>();
        for (var root : roots) {
            var next = jobs.size();
            add(jobs, root, -1, options);
            for (; next < jobs.size(); next++) {
                for (var child : jobs.get(next).node.children()) {
                    add(jobs, child, next, options);
                }
            }
        }
        return new FlowPlan(jobs);
    }

    private static void add(List<PlannedJob> jobs, FlowNode node, int parent, FlowProducerOptions options) {
        if (jobs.size() == MAX_JOBS) {
            throw new IllegalArgumentException(
                    "one call adds at most " + MAX_JOBS
                            + " jobs; add further children with the option parent, from the parent's own processor for example");
        }
        var keys = QueueKeys.of(node.prefix().orElse(options.prefix()), node.queueName());
        var merged = options.defaultsOf(node.queueName()).overlaidBy(node.options());
        requireSound(node, parent, merged);
        var planned = new PlannedJob(node, keys, parent, merged);
        jobs.add(planned);
        if (parent >= 0) {
            jobs.get(parent).children.add(planned);
        }
    }

    private static void requireSound(FlowNode node, int parent, JobOptions options) {
        if (parent >= 0 && options.parent().isPresent()) {
            throw new IllegalArgumentException(
                    "only the root of a flow may have the option parent; " + node + " has it");
        }
        requireNoDeduplication(node, options, parent >= 0 || options.parent().isPresent());
    }

    /** The words are BullMQ's. */
    private static void requireNoDeduplication(FlowNode node, JobOptions options, boolean hasParent) {
        var deduplication = options.deduplication();
        if (deduplication.isEmpty()) {
            return;
        }
        if (!node.children().isEmpty()) {
            throw new IllegalArgumentException("Deduplication options cannot be used on flow nodes with children");
        }
        if (hasParent) {
            throw new IllegalArgumentException(
                    deduplication.get().keepLastIfActive()
                            ? "keepLastIfActive deduplication cannot be used on flow nodes with a parent"
                            : "Deduplication and parent options cannot be used together");
        }
    }

    /** On a Cluster one script reaches only the keys of one slot. */
    void requireOneSlot() {
        for (var job : jobs) {
            job.keys.requireOneSlot();
            job.keys.requireSameSlot(jobs.get(0).keys.key("wait"));
            job.request.options().parent().ifPresent(parent -> job.keys.requireSameSlot(parent.key()));
        }
    }

    /** The call as interceptors see it. */
    AddCall<Object> call(AddCall.Kind kind) {
        var places = jobs.stream()
                .map(job -> new AddCall.Place(job.keys.prefix(), job.keys.queue(), job.parent))
                .toList();
        return AddCall.ofFlow(
                kind, places, jobs.stream().map(job -> job.request).toList());
    }

    /**
     * Takes over what interceptors made of the jobs.
     *
     * @throws IllegalArgumentException if they made one that a flow cannot hold
     */
    void take(AddCall<Object> call) {
        for (int i = 0; i < jobs.size(); i++) {
            var job = jobs.get(i);
            job.request = call.jobs().get(i);
            requireSound(job.node, job.parent, job.request.options());
        }
    }

    /**
     * Gives each job its id and turns it into what is stored.
     *
     * @throws IllegalArgumentException if a job cannot be stored as it is
     */
    void encode(PayloadCodec codec, InstantSource clock) {
        for (var job : jobs) {
            var options = job.request.options();
            job.id = options.jobId().orElseGet(() -> UUID.randomUUID().toString());
            if (!job.isRoot()) {
                var parent = jobs.get(job.parent);
                options = options.toBuilder()
                        .parent(new JobParent(parent.id, parent.keys.qualifiedName()))
                        .build();
            }
            var encoded = EncodedJob.of(job.request.name(), job.request.data(), options, codec, clock);
            if (encoded.parentKey().equals(job.keys.job(job.id))) {
                throw new IllegalArgumentException("a job cannot be its own parent, was " + encoded.parentKey());
            }
            job.encoded = encoded;
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
            var encoded = job.encoded();
            var options = encoded.options();
            arguments[at++] = job.keys.base();
            arguments[at++] = job.id;
            arguments[at++] = flag(!encoded.customId().isEmpty());
            arguments[at++] = encoded.name();
            arguments[at++] = encoded.data();
            arguments[at++] = encoded.optionsJson();
            arguments[at++] = Long.toString(encoded.timestamp());
            arguments[at++] = Long.toString(options.delay().toMillis());
            arguments[at++] = Integer.toString(options.priority());
            arguments[at++] = flag(options.lifo());
            arguments[at++] = flag(!job.children.isEmpty());
            arguments[at++] = encoded.parentKey();
            arguments[at++] = encoded.parentJson();
            arguments[at++] = encoded.deduplicationForm().map(PLAIN::encode).orElse("");
        }
        return arguments;
    }

    private static String flag(boolean set) {
        return set ? "1" : "";
    }
}
