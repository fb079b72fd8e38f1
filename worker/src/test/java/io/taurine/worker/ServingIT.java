package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Which jobs are claimed, in what order, and when. */
class ServingIT extends OnRedis {

    private final List<String> order = new CopyOnWriteArrayList<>();
    private final Processor<String> recorder = job -> order.add(job.data());

    ServingIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void servesInTheOrderOfAdding() {
        bench.addMany(20);

        bench.start(recorder);

        await().until(() -> order.size() == 20);
        assertThat(order).first().isEqualTo("job 0");
        assertThat(order).last().isEqualTo("job 19");
        assertThat(order)
                .isSortedAccordingTo(
                        (a, b) -> Integer.compare(Integer.parseInt(a.substring(4)), Integer.parseInt(b.substring(4))));
    }

    @Test
    void servesPlainJobsBeforePrioritizedOnesAndThoseByNumber() {
        bench.add("third", JobOptions.builder().priority(10));
        bench.add("second", JobOptions.builder().priority(2));
        bench.add("fourth", JobOptions.builder().priority(10));
        bench.add("first");

        bench.start(recorder);

        await().until(() -> order.size() == 4);
        assertThat(order).containsExactly("first", "second", "third", "fourth");
    }

    @Test
    void servesTheNewestLifoJobFirst() {
        bench.add("third");
        bench.add("second", JobOptions.builder().lifo(true));
        bench.add("first", JobOptions.builder().lifo(true));

        bench.start(recorder);

        await().until(() -> order.size() == 3);
        assertThat(order).containsExactly("first", "second", "third");
    }

    @Test
    void runsADelayedJobWhenItIsDue() {
        bench.start(recorder);
        await().until(() -> bench.queue.getWorkers().size() == 1);

        var id = bench.add("x", JobOptions.builder().delay(Duration.ofMillis(200)));

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        var job = bench.queue.getJob(id).orElseThrow();
        assertThat(job.processedOn().orElseThrow())
                .isAfterOrEqualTo(job.timestamp().plusMillis(199));
    }

    @Test
    void aDelayedJobDoesNotKeepTheWorkerFromOthers() {
        var delayed = bench.add("later", JobOptions.builder().delay(Duration.ofHours(1)));
        bench.start(recorder);

        var id = bench.add("now");

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        assertThatJob(queue, delayed).isDelayed();
    }

    @Test
    void servesNothingWhileTheQueueIsPaused() {
        bench.queue.pause();
        var id = bench.add("x");
        bench.start(recorder);
        var other = new Workbench(queue.another());
        try {
            other.start(recorder);
            other.add("witness");
            await().until(() -> order.contains("witness"));
            assertThatJob(queue, id).isWaiting();

            bench.queue.resume();

            await().atMost(Workbench.SOON)
                    .untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        } finally {
            other.close();
        }
    }

    @Test
    void keepsToTheGlobalConcurrencyOfTheQueue() {
        queue.redis().hset(queue.key("meta"), "concurrency", "2");
        var gauge = new Gauge();
        var two = new CountDownLatch(2);
        var meeting = gauge.measuring(job -> {
            two.countDown();
            Workbench.await(two);
            return null;
        });
        bench.start(bench.worker(meeting).concurrency(5));
        bench.start(bench.worker(meeting).concurrency(5));

        bench.addMany(40);

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(40));
        assertThat(gauge.highest()).isEqualTo(2);
    }

    @Test
    void startsNoMoreJobsPerWindowThanTheLimiterAllows() {
        var window = Duration.ofMillis(200);
        var ids = bench.addMany(9);
        bench.start(bench.worker(recorder).concurrency(10).limiter(3, window));

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(9));

        var starts = ids.stream()
                .map(id -> bench.queue.getJob(id).orElseThrow().processedOn().orElseThrow())
                .sorted()
                .toList();
        for (int i = 3; i < starts.size(); i++) {
            assertThat(Duration.between(starts.get(i - 3), starts.get(i)))
                    .as("start %d after start %d", i, i - 3)
                    .isGreaterThanOrEqualTo(window.minusMillis(2));
        }
    }

    @Test
    void aWindowOfAFewMillisecondsCostsNoMoreThanThat() {
        bench.addMany(30);
        bench.start(bench.worker(recorder).concurrency(10).limiter(1, Duration.ofMillis(3)));

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(30));
    }

    @Test
    void aJobUnderALimitGoesOnWhileOthersWait() throws Exception {
        var release = new CountDownLatch(1);
        bench.start(bench.worker(job -> {
                    Workbench.await(release);
                    return null;
                })
                .concurrency(2)
                .limiter(1, Duration.ofHours(1)));
        var first = bench.add("first");
        var second = bench.add("second");
        await().untilAsserted(() -> assertThatJob(queue, first).isActive());

        release.countDown();

        await().untilAsserted(() -> assertThatJob(queue, first).isCompleted());
        assertThatJob(queue, second).isWaiting();
    }
}
