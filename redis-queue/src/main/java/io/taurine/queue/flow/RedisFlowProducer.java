package io.taurine.queue.flow;

import static io.taurine.queue.internal.Await.unwrapped;

import io.taurine.queue.AddCall;
import io.taurine.queue.AddOutcome;
import io.taurine.queue.DependencyKind;
import io.taurine.queue.JobHandle;
import io.taurine.queue.JobOperationException;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.AddRefusals;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** {@link FlowProducer} on Redis: one script call for each add. */
final class RedisFlowProducer implements FlowProducer {

    private final LettuceConnection redis;
    private final FlowProducerOptions options;
    private final FlowReader reader;
    private final Map<String, Queue<Object>> queues = new ConcurrentHashMap<>();

    private RedisFlowProducer(RedisConnection connection, FlowProducerOptions options) {
        this.redis = LettuceConnection.of(connection);
        this.options = options;
        this.reader = new FlowReader(redis, options.codec());
    }

    @Override
    public FlowProducerOptions options() {
        return options;
    }

    static FlowProducer open(RedisConnection connection, FlowProducerOptions options) {
        var producer = new RedisFlowProducer(connection, options);
        return producer.redis.<FlowProducer>attended(FlowProducer.class, producer);
    }

    @Override
    public CompletionStage<JobNode> addAsync(FlowNode root) {
        return unwrapped(addAll(AddCall.Kind.FLOW, List.of(root)).thenApply(added -> added.get(0)));
    }

    @Override
    public CompletionStage<List<JobNode>> addBulkAsync(List<FlowNode> roots) {
        return roots.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : unwrapped(addAll(AddCall.Kind.FLOW_BULK, roots));
    }

    private CompletableFuture<List<JobNode>> addAll(AddCall.Kind kind, List<FlowNode> roots) {
        var plan = FlowPlan.of(roots, options);
        if (options.interceptors().isEmpty()) {
            return send(plan);
        }
        var call = options.interceptors().apply(plan.call(kind));
        CompletableFuture<List<JobNode>> added;
        try {
            plan.take(call);
            added = send(plan);
        } catch (RuntimeException | Error e) {
            call.done(List.of(), e);
            throw e;
        }
        return added.whenComplete((nodes, failure) -> {
            if (failure == null) {
                call.done(plan.jobs().stream().map(job -> job.id).toList(), null);
            } else {
                call.done(List.of(), Await.unwrap(failure));
            }
        });
    }

    private CompletableFuture<List<JobNode>> send(FlowPlan plan) {
        if (redis.server().topology() == RedisServer.Topology.CLUSTER) {
            plan.requireOneSlot();
        }
        plan.encode(options.codec(), redis.clock());
        var jobs = plan.jobs();
        return redis.runConfirmed(Scripts.ADD_FLOW, jobs.get(0).keys, plan.arguments())
                .thenApply(reply -> {
                    var answer = Replies.list(reply);
                    if (Replies.number(answer.get(0)) == 1) {
                        throw refused(jobs, answer);
                    }
                    return trees(jobs, answer);
                });
    }

    private static FlowRefusedException refused(List<FlowPlan.PlannedJob> jobs, List<?> answer) {
        var refusals = new ArrayList<JobOperationException>();
        for (int i = 1; i + 1 < answer.size(); i += 2) {
            var job = jobs.get((int) Replies.number(answer.get(i)) - 1);
            var code = Replies.number(answer.get(i + 1));
            refusals.add(AddRefusals.of(code, job.keys.queue(), job.encoded(), "addJob"));
        }
        return new FlowRefusedException(refusals);
    }

    /** From the last job to the first, so that children are there when their parent needs them. */
    private List<JobNode> trees(List<FlowPlan.PlannedJob> jobs, List<?> answer) {
        var nodes = new IdentityHashMap<FlowPlan.PlannedJob, JobNode>();
        for (int i = jobs.size() - 1; i >= 0; i--) {
            var job = jobs.get(i);
            var children = job.children.stream().map(nodes::get).toList();
            nodes.put(job, new JobNode(handle(job, answer.get(i + 1)), children));
        }
        return jobs.stream().filter(FlowPlan.PlannedJob::isRoot).map(nodes::get).toList();
    }

    private JobHandle<Object> handle(FlowPlan.PlannedJob job, Object answer) {
        var queue = queue(job.keys);
        if (answer instanceof List<?> owner) {
            return new JobHandle<>(queue, String.valueOf(owner.get(0)), AddOutcome.DEDUPLICATED);
        }
        var outcome = String.valueOf(answer).isEmpty() ? AddOutcome.DUPLICATE : AddOutcome.ADDED;
        return new JobHandle<>(queue, job.id, outcome);
    }

    /** BullMQ's producers do not announce themselves in the queues they add to, and neither does this one. */
    private Queue<Object> queue(QueueKeys keys) {
        return queues.computeIfAbsent(
                keys.qualifiedName(),
                name -> Queue.of(
                        keys.queue(),
                        Object.class,
                        redis,
                        QueueOptions.builder()
                                .prefix(keys.prefix())
                                .codec(options.codec())
                                .metaUpdate(false)
                                .build()));
    }

    @Override
    public CompletionStage<Optional<FlowTree>> getFlowAsync(FlowQuery query) {
        var keys = QueueKeys.of(query.ownPrefix().orElse(options.prefix()), query.queueName());
        return unwrapped(reader.read(keys, query));
    }

    @Override
    public CompletionStage<FlowChildren> getFlowChildrenAsync(FlowQuery query, DependencyKind kind, long cursor) {
        if (cursor < 0) {
            throw new IllegalArgumentException("cursor must be 0 or more, was " + cursor);
        }
        if (query.depth() < 2) {
            throw new IllegalArgumentException("depth must be 2 or more to read children, was " + query.depth());
        }
        var keys = QueueKeys.of(query.ownPrefix().orElse(options.prefix()), query.queueName());
        return unwrapped(reader.children(keys, query, kind, cursor));
    }

    @Override
    public void close() {
        queues.values().forEach(Queue::close);
    }

    @Override
    public String toString() {
        return "Flow producer with prefix " + options.prefix();
    }
}
