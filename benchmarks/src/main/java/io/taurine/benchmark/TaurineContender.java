package io.taurine.benchmark;

import io.lettuce.core.RedisClient;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.flow.FlowNode;
import io.taurine.queue.flow.FlowProducer;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Taurine in this JVM, by its public API. */
final class TaurineContender implements JobSystem {
    static final String QUEUE = "bench";

    private final RedisConnection redis;
    private final TaurineProbes probes;
    private final String uri;

    TaurineContender(String uri) {
        this.uri = uri;
        redis = RedisConnection.connect(uri);
        probes = new TaurineProbes(redis);
    }

    @Override
    public String name() {
        return "Taurine";
    }

    @Override
    public ClientCost add(AddPlan plan) {
        try (var queue = Queue.of(QUEUE, Mail.class, redis)) {
            var filler = "x".repeat(plan.fillerBytes());
            var before = JvmCost.now();
            if (plan.bulk()) {
                addInBulk(queue, plan, filler);
            } else {
                addEach(queue, plan, filler);
            }
            return JvmCost.now().since(before);
        }
    }

    private static void addInBulk(Queue<Mail> queue, AddPlan plan, String filler) {
        for (var from = 0; from < plan.jobs(); from += plan.inFlight()) {
            var requests = new ArrayList<JobRequest<Mail>>();
            for (var n = from; n < Math.min(plan.jobs(), from + plan.inFlight()); n++) {
                requests.add(JobRequest.of("n", Mail.of(n, filler), options(plan, n)));
            }
            queue.addBulk(requests);
        }
    }

    /** Like the loops of an application that each wait for their add before the next. */
    private static void addEach(Queue<Mail> queue, AddPlan plan, String filler) {
        if (plan.inFlight() == 1) {
            for (var n = 0; n < plan.jobs(); n++) {
                queue.add("n", Mail.of(n, filler), options(plan, n));
            }
            return;
        }
        var slots = new Semaphore(plan.inFlight());
        var failure = new AtomicReference<@Nullable Throwable>();
        for (var n = 0; n < plan.jobs(); n++) {
            slots.acquireUninterruptibly();
            queue.addAsync("n", Mail.of(n, filler), options(plan, n)).whenComplete((job, failed) -> {
                if (failed != null) {
                    failure.set(failed);
                }
                slots.release();
            });
        }
        slots.acquireUninterruptibly(plan.inFlight());
        if (failure.get() != null) {
            throw new IllegalStateException("an add failed", failure.get());
        }
    }

    private static JobOptions options(AddPlan plan, int n) {
        if (plan.kind() == AddPlan.Kind.PLAIN) {
            return JobOptions.defaults();
        }
        return JobOptions.builder()
                .delay(Duration.ofMillis(plan.delayMillis(n)))
                .priority(plan.priority(n))
                .attempts(plan.attempts())
                .build();
    }

    @Override
    public ClientCost work(WorkPlan plan) {
        var counter = new RunCounter(plan.line(), plan.jobs());
        var before = JvmCost.now();
        var builder = Worker.of(QUEUE, Mail.class, redis, job -> {
                    if (plan.failsIn(counter.ran(job.data().n()))) {
                        throw new IllegalStateException("as planned");
                    }
                    return 1;
                })
                .concurrency(plan.concurrency())
                .listener(counting(counter));
        if (plan.end() == WorkPlan.End.REMOVED) {
            builder.removeOnComplete(KeepJobs.none());
        }
        ClientCost cost;
        try (var worker = builder.start()) {
            counter.awaitAll();
            cost = JvmCost.now().since(before);
        }
        counter.check(plan.runsEach());
        return cost;
    }

    private static WorkerListener<Mail> counting(RunCounter counter) {
        return new WorkerListener<>() {
            @Override
            public void onCompleted(Job<Mail> job, @Nullable Object result) {
                counter.ended();
            }

            @Override
            public void onFailed(Job<Mail> job, Throwable failure, boolean willRetry) {
                if (!willRetry) {
                    counter.ended();
                }
            }
        };
    }

    @Override
    public ClientCost flows(int flows, int children, int concurrency) {
        var counter = new RunCounter(flows * (children + 1));
        var before = JvmCost.now();
        ClientCost cost;
        try (var producer = FlowProducer.of(redis);
                var worker = Worker.of(
                                QUEUE,
                                Mail.class,
                                redis,
                                job -> counter.ran(job.data().n()))
                        .concurrency(concurrency)
                        .listener(counting(counter))
                        .start()) {
            for (var flow = 0; flow < flows; flow++) {
                var first = flow * (children + 1);
                var nodes = new ArrayList<FlowNode>();
                for (var child = 1; child <= children; child++) {
                    nodes.add(FlowNode.of("n", QUEUE)
                            .data(Mail.of(first + child, ""))
                            .build());
                }
                producer.add(FlowNode.of("n", QUEUE)
                        .data(Mail.of(first, ""))
                        .children(nodes)
                        .build());
            }
            counter.awaitAll();
            cost = JvmCost.now().since(before);
        }
        counter.check(1);
        return cost;
    }

    @Override
    public List<Double> startLatencies(int samples) {
        return probes.startLatencies(samples);
    }

    @Override
    public List<Double> pings(int times) {
        try (var client = RedisClient.create(uri);
                var connection = client.connect()) {
            return OneByOne.micros(times, n -> connection.sync().ping());
        }
    }

    @Override
    public List<Double> adds(int times) {
        try (var queue = Queue.of(QUEUE, Mail.class, redis)) {
            return OneByOne.micros(times, n -> queue.add("n", Mail.of(n, "")));
        }
    }

    @Override
    public Optional<Sleep> sleepAtOnce(int jobs) {
        return probes.sleepAtOnce(jobs);
    }

    @Override
    public AutoCloseable idleWorker(Duration blockInterval) {
        return Worker.of(QUEUE, Mail.class, redis, job -> 1)
                .drainDelay(blockInterval)
                .start();
    }

    @Override
    public ClientCost manyQueues(int queues, int jobsEach) {
        var counter = new RunCounter(queues * jobsEach);
        var open = new ArrayList<AutoCloseable>();
        var before = JvmCost.now();
        try {
            for (var q = 0; q < queues; q++) {
                open.add(Worker.of(
                                QUEUE + "-" + q,
                                Mail.class,
                                redis,
                                job -> counter.ran(job.data().n()))
                        .concurrency(5)
                        .listener(counting(counter))
                        .start());
            }
            for (var q = 0; q < queues; q++) {
                var queue = Queue.of(QUEUE + "-" + q, Mail.class, redis);
                open.add(queue);
                for (var n = 0; n < jobsEach; n++) {
                    queue.addAsync("n", Mail.of(q * jobsEach + n, ""));
                }
            }
            counter.awaitAll();
            var cost = JvmCost.now().since(before);
            counter.check(1);
            return cost;
        } finally {
            for (var each : open) {
                closeQuietly(each);
            }
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            throw new IllegalStateException("a queue or worker did not close", e);
        }
    }

    @Override
    public void close() {
        redis.close();
    }
}
