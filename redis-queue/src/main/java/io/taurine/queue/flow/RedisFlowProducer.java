package io.taurine.queue.flow;

import static io.taurine.queue.internal.Await.unwrapped;

import io.taurine.queue.AddOutcome;
import io.taurine.queue.JobHandle;
import io.taurine.queue.JobOperationException;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer;
import io.taurine.queue.internal.AddRefusals;
import io.taurine.queue.internal.QueueKeys;
import io.taurine.queue.internal.Replies;
import io.taurine.queue.internal.redis.LettuceConnection;
import io.taurine.queue.internal.script.Scripts;
import java.time.InstantSource;
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

    RedisFlowProducer(RedisConnection connection, FlowProducerOptions options) {
        this.redis = LettuceConnection.of(connection);
        this.options = options;
        this.reader = new FlowReader(redis, options.codec());
    }

    @Override
    public FlowProducerOptions options() {
        return options;
    }

    @Override
    public CompletionStage<JobNode> addAsync(FlowNode root) {
        return unwrapped(addAll(List.of(root)).thenApply(added -> added.get(0)));
    }

    @Override
    public CompletionStage<List<JobNode>> addBulkAsync(List<FlowNode> roots) {
        return roots.isEmpty() ? CompletableFuture.completedFuture(List.of()) : unwrapped(addAll(roots));
    }

    private CompletableFuture<List<JobNode>> addAll(List<FlowNode> roots) {
        var isCluster = redis.server().topology() == RedisServer.Topology.CLUSTER;
        var plan = FlowPlan.of(roots, options, InstantSource.system(), isCluster);
        var jobs = plan.jobs();
        return redis.run(Scripts.ADD_FLOW, jobs.get(0).keys, plan.arguments()).thenApply(reply -> {
            var answer = Replies.list(reply);
            if (Replies.number(answer.get(0)) == 1) {
                throw refused(jobs, answer);
            }
            return trees(jobs, Replies.texts(answer));
        });
    }

    private static FlowRefusedException refused(List<FlowPlan.PlannedJob> jobs, List<?> answer) {
        var refusals = new ArrayList<JobOperationException>();
        for (int i = 1; i + 1 < answer.size(); i += 2) {
            var job = jobs.get((int) Replies.number(answer.get(i)) - 1);
            var code = Replies.number(answer.get(i + 1));
            refusals.add(AddRefusals.of(code, job.keys.queue(), job.encoded, "addJob"));
        }
        return new FlowRefusedException(refusals);
    }

    /** From the last job to the first, so that children are there when their parent needs them. */
    private List<JobNode> trees(List<FlowPlan.PlannedJob> jobs, List<String> answer) {
        var nodes = new IdentityHashMap<FlowPlan.PlannedJob, JobNode>();
        var isChild = new IdentityHashMap<FlowPlan.PlannedJob, Boolean>();
        for (int i = jobs.size() - 1; i >= 0; i--) {
            var job = jobs.get(i);
            var outcome = answer.get(i + 1).isEmpty() ? AddOutcome.DUPLICATE : AddOutcome.ADDED;
            var children = job.children.stream().map(nodes::get).toList();
            job.children.forEach(child -> isChild.put(child, true));
            nodes.put(job, new JobNode(new JobHandle<>(queue(job.keys), job.id, outcome), children));
        }
        return jobs.stream()
                .filter(job -> !isChild.containsKey(job))
                .map(nodes::get)
                .toList();
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
                                .skipMetasUpdate(true)
                                .build()));
    }

    @Override
    public CompletionStage<Optional<FlowTree>> getFlowAsync(FlowQuery query) {
        var keys = QueueKeys.of(query.ownPrefix().orElse(options.prefix()), query.queueName());
        return unwrapped(reader.read(keys, query));
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
