package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConcurrencyIT extends OnRedis {

    private final Gauge gauge = new Gauge();

    ConcurrencyIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void reachesItsConcurrencyAndNeverExceedsIt() {
        var all = new CountDownLatch(8);
        bench.start(bench.worker(gauge.measuring(job -> {
                    all.countDown();
                    Workbench.await(all);
                    return null;
                }))
                .concurrency(8));

        bench.addMany(100);

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(100));
        assertThat(gauge.highest()).isEqualTo(8);
    }

    @Test
    void mayBeRaisedWhileJobsRun() {
        var gate = new Semaphore(0);
        var worker = bench.start(gauge.measuring(job -> {
            gate.acquire();
            return null;
        }));
        bench.addMany(6);
        await().until(() -> gauge.now() == 1);

        worker.setConcurrency(4);

        await().atMost(Workbench.SOON).until(() -> gauge.now() == 4);
        assertThat(worker.concurrency()).isEqualTo(4);
        assertThat(worker.runningJobs()).isEqualTo(4);
        gate.release(6);
        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(6));
        assertThat(gauge.highest()).isEqualTo(4);
    }

    @Test
    void mayBeLoweredWhileJobsRun() {
        var gate = new Semaphore(0);
        var later = new Gauge();
        var lowered = new CountDownLatch(1);
        var worker = bench.start(bench.worker(job -> {
                    if (lowered.getCount() == 0) {
                        return later.measuring(inner -> null).process(job);
                    }
                    gauge.measuring(inner -> {
                                gate.acquire();
                                return null;
                            })
                            .process(job);
                    return null;
                })
                .concurrency(4));
        bench.addMany(4);
        await().until(() -> gauge.now() == 4);

        worker.setConcurrency(1);
        lowered.countDown();
        bench.addMany(30);
        gate.release(4);

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(34));
        assertThat(later.highest()).isEqualTo(1);
    }

    @Test
    void runsAThousandJobsExactlyOnce() {
        var runs = new ConcurrentHashMap<String, AtomicInteger>();
        bench.addMany(1000);

        bench.start(bench.worker(gauge.measuring(job -> runs.computeIfAbsent(job.id(), id -> new AtomicInteger())
                        .incrementAndGet()))
                .concurrency(50));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(1000));
        assertThat(runs)
                .hasSize(1000)
                .allSatisfy((id, count) -> assertThat(count).hasValue(1));
        assertThat(gauge.highest()).isLessThanOrEqualTo(50);
        assertThatQueue(queue).hasActive(0).hasWaiting(0).hasFailed(0).eachJobIsInExactlyOneState();
        assertThat(queue.keys()).noneMatch(key -> key.endsWith(":lock"));
        assertThat(queue.redis().scard(queue.key("stalled"))).isZero();
    }

    @Test
    void twoWorkersShareAQueue() {
        var byOne = Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>());
        var byTwo = Collections.newSetFromMap(new ConcurrentHashMap<String, Boolean>());
        var oneRuns = new CountDownLatch(1);
        var twoRuns = new CountDownLatch(1);
        bench.start(
                bench.worker(job -> meet(oneRuns, twoRuns, byOne.add(job.id()))).concurrency(2));
        bench.start(
                bench.worker(job -> meet(twoRuns, oneRuns, byTwo.add(job.id()))).concurrency(2));

        bench.addMany(200);

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(200));
        assertThat(byOne).isNotEmpty().doesNotContainAnyElementsOf(byTwo);
        assertThat(byTwo).isNotEmpty();
        var all = new HashSet<>(byOne);
        all.addAll(byTwo);
        assertThat(all).hasSize(200);
        assertThatQueue(queue).eachJobIsInExactlyOneState();
    }

    /** Neither worker does it all alone. */
    private static boolean meet(CountDownLatch mine, CountDownLatch others, boolean isNew) throws InterruptedException {
        mine.countDown();
        Workbench.await(others);
        return isNew;
    }
}
