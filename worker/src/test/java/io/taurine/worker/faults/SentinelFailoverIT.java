package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisServer.Topology;
import io.taurine.queue.events.QueueEvents;
import io.taurine.testkit.TestSentinels;
import io.taurine.worker.ActiveJob;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The master of a Sentinel group is killed while a busy and an idle worker, a producer and a listener use it. */
class SentinelFailoverIT {

    @Test
    void workersListenersAndProducersGoOnAtTheNewMasterByThemselves() throws Exception {
        try (var sentinels = TestSentinels.start(Duration.ofMillis(700))) {
            var busy = sentinels.queue("busy");
            var idle = sentinels.queue("idle");
            try (var bench = new Bench(busy)) {
                var redis = bench.closing(RedisConnection.connect(sentinels.uri()));
                assertThat(redis.server().topology()).isEqualTo(Topology.SENTINEL);
                Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
                Set<String> heard = ConcurrentHashMap.newKeySet();
                bench.closing(QueueEvents.open(
                        idle.name(),
                        redis,
                        event -> heard.add(event.name() + " " + event.job().orElse(""))));
                bench.start(Bench.worker(busy.name(), redis, job -> {
                            runs.computeIfAbsent(job.id(), id -> new AtomicInteger())
                                    .incrementAndGet();
                            return Bench.brief(job);
                        })
                        .concurrency(10)
                        .maxStalledCount(10));
                // A minute between two looks: what it takes in time it takes because it was woken.
                bench.start(Bench.worker(idle.name(), redis, ActiveJob::data).drainDelay(Duration.ofMinutes(1)));
                var adds = bench.closing(Queue.of(busy.name(), Integer.class, redis));
                var ids = Bench.addMany(adds, 1000);
                var master = sentinels.master();
                sentinels.commands(master).set("marks", "the end of what must be at the replicas");
                assertThat(sentinels.commands(master).waitForReplication(2, 10_000))
                        .isEqualTo(2);
                Bench.eventually().until(() -> bench.completed() > 100);

                master.kill();

                Bench.eventually().until(() -> sentinels.master() != master);
                bench.awaitEachCompletedOnce(ids);
                assertThat(runs).hasSize(1000);
                var late = bench.closing(Queue.of(idle.name(), Integer.class, redis))
                        .add("late", 1);
                Bench.eventually().atMost(Duration.ofSeconds(10)).until(() -> heard.contains("completed " + late.id()));
                assertThatQueue(idle).hasCompleted(1);
            }
        }
    }
}
