package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.taurine.job.JobOptions;
import io.taurine.queue.JobHandle;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import io.taurine.worker.WorkerBuilder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;

/** One queue, and workers and producers on connections of their own, with bounds so short that faults show soon. */
final class Bench implements AutoCloseable {

    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(1);
    static final Duration LOCK = Duration.ofMillis(600);
    static final RedisOptions QUICK = RedisOptions.builder()
            .connectTimeout(COMMAND_TIMEOUT)
            .commandTimeout(COMMAND_TIMEOUT)
            .build();

    final TestQueue queue;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    Bench(TestQueue queue) {
        this.queue = queue;
    }

    /** A test that takes longer than this would not have ended. */
    static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    RedisConnection connect(String uri) {
        return closing(RedisConnection.connect(uri, QUICK));
    }

    Queue<Integer> producer(String uri) {
        return closing(Queue.of(queue.name(), Integer.class, connect(uri)));
    }

    /** A producer that reaches Redis without any proxy. */
    Queue<Integer> producer() {
        return producer(queue.redisUri());
    }

    /** With short locks, and quick to find what others left behind; not yet started. */
    WorkerBuilder<Integer> worker(String uri, Processor<Integer> processor) {
        return worker(queue.name(), connect(uri), processor);
    }

    static WorkerBuilder<Integer> worker(String queueName, RedisConnection redis, Processor<Integer> processor) {
        return Worker.of(queueName, Integer.class, redis, processor)
                .lockDuration(LOCK)
                .stalledInterval(Duration.ofMillis(250))
                .drainDelay(Duration.ofSeconds(1))
                .closeTimeout(Duration.ofSeconds(2));
    }

    /** Starts it, and closes it with the bench. */
    Worker<Integer> start(WorkerBuilder<Integer> builder) {
        return closing(builder.start());
    }

    <C extends AutoCloseable> C closing(C closeable) {
        open.push(closeable);
        return closeable;
    }

    /**
     * Has a worker of another queue do a job, so that Redis knows the scripts: else the reply that a fault holds back might
     * be the one that says that it does not.
     */
    void loadScripts() {
        var other = queue.another();
        var redis = connect(queue.redisUri());
        start(worker(other.name(), redis, Bench::brief));
        closing(Queue.of(other.name(), Integer.class, redis)).add("first", 0);
        eventually().until(() -> queue.redis().zcard(other.key("completed")) == 1);
    }

    /** A job that takes a few milliseconds. */
    static Integer brief(ActiveJob<Integer> job) throws InterruptedException {
        if (new CountDownLatch(1).await(4, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("nobody counts this down");
        }
        return job.data();
    }

    static List<String> addMany(Queue<Integer> producer, int count) {
        var requests = IntStream.range(0, count)
                .mapToObj(i -> new JobRequest<>("number", i, JobOptions.defaults()))
                .toList();
        return producer.addBulk(requests).stream().map(JobHandle::id).toList();
    }

    long completed() {
        return queue.redis().zcard(queue.key("completed"));
    }

    List<String> active() {
        return queue.redis().lrange(queue.key("active"), 0, -1);
    }

    /** None lost, none twice, none stuck: waits until that is so of exactly these jobs. */
    void awaitEachCompletedOnce(Collection<String> ids) {
        eventually()
                .untilAsserted(() -> assertThatQueue(queue)
                        .hasActive(0)
                        .hasWaiting(0)
                        .hasFailed(0)
                        .hasCompleted(ids.size()));
        assertThatQueue(queue).eachJobIsInExactlyOneState();
        assertThat(queue.redis().zrange(queue.key("completed"), 0, -1)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(timesCompleted())
                .allSatisfy((id, times) ->
                        assertThat(times).as("completed events of job %s", id).isEqualTo(1))
                .containsOnlyKeys(ids.toArray(String[]::new));
    }

    /** Exactly these jobs have completed, by the events, once each. For jobs that are removed at their end. */
    void awaitCompletedEvents(Collection<String> ids) {
        eventually().untilAsserted(() -> assertThat(timesCompleted()).hasSize(ids.size()));
        assertThat(timesCompleted())
                .containsOnlyKeys(ids.toArray(String[]::new))
                .allSatisfy((id, times) -> assertThat(times).isEqualTo(1));
    }

    private Map<String, Integer> timesCompleted() {
        var times = new HashMap<String, Integer>();
        for (var entry : queue.redis().xrange(queue.key("events"), Range.unbounded())) {
            if ("completed".equals(entry.getBody().get("event"))) {
                times.merge(entry.getBody().getOrDefault("jobId", ""), 1, Integer::sum);
            }
        }
        return times;
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
