package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.testkit.TestCluster;
import io.taurine.worker.ActiveJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master of a queue on a Cluster is killed (SIGKILL) while its jobs are worked, and its replica takes over. */
class MasterKilledIT {

    private static final int JOBS = 5_000;
    private static final int CONCURRENCY = 20;

    /** How far the replica of a busy machine may lag behind. It is milliseconds on a quiet one. */
    private static final Duration LAG = Duration.ofSeconds(2);

    /** So long that whoever waits for the dead node until the command timeout is late. */
    private static final RedisOptions PATIENT =
            RedisOptions.builder().commandTimeout(Duration.ofSeconds(60)).build();

    /** Until the dead one is back as a replica, adds are not confirmed and tried again. */
    private static final RedisOptions CAREFUL = RedisOptions.builder()
            .commandTimeout(Duration.ofSeconds(10))
            .waitForReplicas(1, Duration.ofMillis(500))
            .build();

    @TempDir
    private Path dir;

    /** When a run of a job began, by the clock of this JVM. */
    private record Run(String jobId, long nanos) {}

    @Test
    void noneOfFiveThousandJobsIsLostOrStuckAndOnlyThoseUnderWayRunTwice() throws Exception {
        try (var cluster = TestCluster.builder()
                .nodeTimeout(Duration.ofSeconds(1))
                .appendOnly(dir)
                .start()) {
            var queue = cluster.queue("{killed}");
            var other = cluster.queue("{spared}");
            try (var bench = new Bench(queue)) {
                var redis = bench.closing(RedisConnection.connect(cluster.uri(), PATIENT));
                var runs = new LinkedBlockingQueue<Run>();
                List<QueueEvent> events = new CopyOnWriteArrayList<>();
                bench.closing(QueueEvents.open(queue.name(), redis, events::add));
                var producer = bench.closing(Queue.of(queue.name(), Integer.class, redis));
                var ids = Bench.addMany(producer, JOBS);
                var master = cluster.masterOf(queue.key("wait"));
                // A write and a wait of one connection: whatever came before it is at the replica too.
                cluster.commands(master).set(queue.key("taurine:mark"), "x");
                assertThat(cluster.commands(master).waitForReplication(1, 10_000))
                        .isEqualTo(1);
                bench.start(Bench.worker(queue.name(), redis, job -> {
                            runs.add(new Run(job.id(), System.nanoTime()));
                            return job.data();
                        })
                        .concurrency(CONCURRENCY)
                        .maxStalledCount(10));
                bench.start(Bench.worker(other.name(), redis, ActiveJob::data).drainDelay(Duration.ofMinutes(1)));
                Bench.eventually().until(() -> runs.size() > JOBS / 5);

                var confirmed = cluster.queue("{killed}-confirmed");
                var careful = bench.closing(RedisConnection.connect(cluster.uri(), CAREFUL));
                var adds = new ConfirmedAdds(bench.closing(Queue.of(confirmed.name(), Integer.class, careful)));
                Bench.eventually().until(() -> adds.confirmed().size() > 100);

                var killed = System.nanoTime();
                master.kill();

                Bench.eventually()
                        .untilAsserted(() -> assertThatQueue(queue)
                                .hasActive(0)
                                .hasWaiting(0)
                                .hasFailed(0)
                                .hasCompleted(JOBS));
                assertThatQueue(queue).eachJobIsInExactlyOneState();
                assertThat(queue.redis().zrange(queue.key("completed"), 0, -1))
                        .containsExactlyInAnyOrderElementsOf(ids);
                assertOnlyThoseUnderWayRanTwice(runs, killed);
                // The new master has a replica again, and what is added is confirmed as before.
                master.restart();
                var before = adds.confirmed().size();
                Bench.eventually().until(() -> adds.confirmed().size() > before + 10);
                adds.stop();
                assertThat(confirmed.redis().lrange(confirmed.key("wait"), 0, -1))
                        .as("every add that was confirmed, before the failover and after")
                        .containsAll(adds.confirmed())
                        .doesNotHaveDuplicates();
                var after = producer.add("after", 1).id();
                bench.closing(Queue.of(other.name(), Integer.class, redis)).add("after", 1);
                Bench.eventually()
                        .atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThatQueue(other).hasCompleted(1));
                Bench.eventually()
                        .untilAsserted(() -> assertThat(events)
                                .filteredOn(event -> event.name().equals("completed"))
                                .extracting(event -> event.job().orElseThrow())
                                .contains(after));
            }
        }
    }

    /** At least once, and a second time only what was running or whose end the replica had not heard of. */
    private static void assertOnlyThoseUnderWayRanTwice(Iterable<Run> runs, long killed) {
        Map<String, Long> first = new ConcurrentHashMap<>();
        Set<String> twice = ConcurrentHashMap.newKeySet();
        for (var run : runs) {
            if (first.putIfAbsent(run.jobId(), run.nanos()) != null) {
                twice.add(run.jobId());
            }
        }
        assertThat(first).hasSize(JOBS);
        assertThat(twice)
                .allSatisfy(id -> assertThat(Duration.ofNanos(killed - first.getOrDefault(id, 0L)))
                        .as("time from the first run of job %s to the end of its master", id)
                        .isLessThan(LAG));
    }
}
