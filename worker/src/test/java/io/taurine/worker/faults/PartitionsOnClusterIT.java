package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobState;
import io.taurine.queue.JobRequest;
import io.taurine.queue.PartitionedQueue;
import io.taurine.queue.Partitions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.testkit.TestCluster;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Processor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The partitions of one queue on three masters, and one worker over all of them. */
@SuppressWarnings("NullAway.Init") // each test opens a queue of its own name first
class PartitionsOnClusterIT {

    private static final int COUNT = 4;

    /** How long a dead node is waited for. */
    private static final RedisOptions QUICK =
            RedisOptions.builder().commandTimeout(Duration.ofSeconds(2)).build();

    @TempDir
    private static Path dir;

    private static TestCluster cluster;

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private Bench bench;
    private List<TestQueue> keysOf;
    private PartitionedQueue<Integer> queue;
    private RedisConnection redis;

    /** So long that nobody takes over: what a dead master has, nobody has until it is back. */
    @BeforeAll
    static void startCluster() {
        cluster = TestCluster.builder()
                .nodeTimeout(Duration.ofSeconds(60))
                .appendOnly(dir)
                .start();
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    private void open(String name) {
        var partitions = Partitions.of(name, COUNT);
        keysOf = IntStream.range(0, COUNT)
                .mapToObj(i -> cluster.queue(partitions.prefixOf(i), name))
                .toList();
        bench = new Bench(keysOf.get(0));
        redis = bench.closing(RedisConnection.connect(cluster.uri(), QUICK));
        queue = bench.closing(PartitionedQueue.of(name, COUNT, Integer.class, redis));
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    private void startWorker(int concurrency, Processor<Integer> processor) {
        bench.closing(Bench.worker(queue.name(), redis, job -> {
                    mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
                    try {
                        seen.add(job.asParent().key());
                        return processor.process(job);
                    } finally {
                        running.decrementAndGet();
                    }
                })
                .lockDuration(Duration.ofSeconds(30))
                .concurrency(concurrency)
                .startPartitioned(COUNT));
    }

    private static List<JobRequest<Integer>> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> JobRequest.of("n", i)).toList();
    }

    private EmbeddedRedis masterOf(int partition) {
        return cluster.masterOf(keysOf.get(partition).key("wait"));
    }

    @Test
    void areSpreadOverTheMastersAndWorkedTogether() {
        open("spread");
        assertThat(IntStream.range(0, COUNT).mapToObj(this::masterOf).distinct())
                .as("masters with a partition")
                .containsExactlyInAnyOrderElementsOf(cluster.masters());

        startWorker(7, Bench::brief);
        queue.addBulk(numbers(400));

        Bench.eventually().until(() -> queue.getJobCounts().of(JobState.COMPLETED) == 400);
        assertThat(mostAtOnce.get()).isBetween(1, 7);
        assertThat(seen).hasSize(400);
        assertThat(keysOf)
                .allSatisfy(partition ->
                        assertThatQueue(partition).hasCompleted(100).eachJobIsInExactlyOneState());
        assertThat(queue.queues().stream().flatMap(one -> one.getWorkers().stream()))
                .hasSize(COUNT);
    }

    @Test
    void goOnWhileTheSlotOfOneMoves() {
        open("moving");
        startWorker(5, Bench::brief);
        queue.addBulk(numbers(400));
        Bench.eventually().until(() -> queue.getJobCounts().of(JobState.COMPLETED) > 40);
        var source = masterOf(1);
        var target = cluster.masters().stream()
                .filter(master -> master != source)
                .findFirst()
                .orElseThrow();

        var move = cluster.move(keysOf.get(1).key("wait"), target);
        for (int i = 0; i < 5; i++) {
            move.moveSome(20);
        }
        // Held up half way, it holds up no other.
        Bench.eventually()
                .until(() -> IntStream.of(0, 2, 3)
                        .allMatch(i -> queue.queues().get(i).getJobCounts().of(JobState.COMPLETED) == 100));
        move.finish();

        Bench.eventually().until(() -> queue.getJobCounts().of(JobState.COMPLETED) == 400);
        assertThat(seen).hasSize(400);
        assertThat(mostAtOnce.get()).isBetween(1, 5);
        assertThatQueue(keysOf.get(1)).hasCompleted(100).eachJobIsInExactlyOneState();
    }

    /** The worst moment: every slot is taken by jobs of the partition that dies. */
    @Test
    void goOnWhileTheMasterOfOneIsDead() throws Exception {
        open("dying");
        var slots = 6;
        var gate = new CountDownLatch(1);
        var master = masterOf(2);
        var dead = IntStream.range(0, COUNT).filter(i -> masterOf(i) == master).toArray();
        var alive = IntStream.range(0, COUNT).filter(i -> masterOf(i) != master).toArray();
        startWorker(slots, job -> {
            if (job.name().equals("held")) {
                gate.await();
            }
            return job.data();
        });
        for (int i = 0; i < slots + 4; i++) {
            queue.queues().get(2).add("held", i);
        }
        Bench.eventually().until(() -> running.get() == slots);
        for (int i : alive) {
            queue.queues().get(i).addBulk(numbers(50));
        }

        master.kill();
        gate.countDown();

        Bench.eventually()
                .until(() -> IntStream.of(alive)
                        .allMatch(i -> queue.queues().get(i).getJobCounts().of(JobState.COMPLETED) == 50));
        assertThat(mostAtOnce).hasValue(slots);
        assertThat(dead).contains(2);

        master.restart();
        cluster.awaitHealthy();
        Bench.eventually()
                .untilAsserted(() -> assertThatQueue(keysOf.get(2))
                        .hasCompleted(slots + 4)
                        .hasActive(0)
                        .hasWaiting(0));
        assertThat(mostAtOnce).hasValue(slots);
    }
}
