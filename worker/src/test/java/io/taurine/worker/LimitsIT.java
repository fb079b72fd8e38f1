package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class LimitsIT extends OnRedis {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** A worker that nobody wakes sleeps for a minute; one that is woken acts within this, on a busy machine too. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Gauge gauge = new Gauge();

    LimitsIT(TestQueue queue) {
        super(queue);
    }

    private WorkerBuilder<String> sleepy(Processor<String> processor) {
        return bench.worker(processor).drainDelay(MINUTE);
    }

    private boolean isWaiting(String name) {
        return bench.queue.getWorkers().stream()
                .anyMatch(worker -> worker.name().equals(name)
                        && "bzpopmin".equals(worker.fields().get("cmd")));
    }

    private Processor<String> holding() {
        return gauge.measuring(job -> {
            Workbench.await(gate);
            return null;
        });
    }

    @Test
    void neverRunsMoreJobsThanTheGlobalConcurrencyAllows() {
        bench.queue.setGlobalConcurrency(3);
        Processor<String> brief = gauge.measuring(job -> null);
        bench.start(bench.worker(brief).concurrency(10));
        bench.start(bench.worker(brief).concurrency(10));

        bench.addMany(200);

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(200));
        assertThat(gauge.highest()).isBetween(1, 3);
    }

    @Test
    void takesMoreAtOnceWhenTheGlobalConcurrencyIsRaised() {
        bench.queue.setGlobalConcurrency(1);
        bench.start(sleepy(holding()).concurrency(5));
        bench.start(sleepy(holding()).concurrency(5));
        bench.addMany(10);
        await().untilAsserted(() -> assertThat(gauge.now()).isEqualTo(1));

        bench.queue.setGlobalConcurrency(4);
        await().atMost(AT_ONCE).untilAsserted(() -> assertThat(gauge.now()).isEqualTo(4));

        bench.queue.removeGlobalConcurrency();
        await().atMost(AT_ONCE).untilAsserted(() -> assertThat(gauge.now()).isEqualTo(10));
        gate.countDown();
    }

    @Test
    void takesTheSlotOfAWorkerThatCloses() {
        bench.queue.setGlobalConcurrency(1);
        var closing = bench.start(sleepy(holding()));
        var first = bench.add("first");
        await().untilAsserted(() -> assertThat(gauge.now()).isEqualTo(1));
        bench.start(sleepy(job -> null).name("idle"));
        var second = bench.add("second");
        await().until(() -> isWaiting("idle"));

        closing.closeNow();

        await().atMost(AT_ONCE).untilAsserted(() -> {
            assertThatJob(queue, first).isCompleted();
            assertThatJob(queue, second).isCompleted();
        });
    }

    @Test
    void takesTheSlotOfAJobThatIsCompletedByHand() {
        bench.queue.setGlobalConcurrency(1);
        bench.add("by hand");
        try (var hand = bench.manual().manual()) {
            var held = hand.getNextJob("mine", Duration.ZERO).orElseThrow();
            bench.start(sleepy(job -> null).name("idle"));
            await().until(() -> isWaiting("idle"));
            var next = bench.add("next");

            held.moveToCompleted(null);

            await().atMost(AT_ONCE)
                    .untilAsserted(() -> assertThatJob(queue, next).isCompleted());
        }
    }

    @Test
    void goesOnSoonWhenTheRateLimitIsTakenAway() {
        bench.queue.setGlobalRateLimit(1, MINUTE);
        bench.start(sleepy(job -> null).maximumRateLimitDelay(Duration.ofMillis(200)));
        bench.addMany(5);
        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(1));

        bench.queue.setGlobalRateLimit(3, MINUTE);
        await().atMost(AT_ONCE).untilAsserted(() -> assertThatQueue(queue).hasCompleted(3));

        bench.queue.removeGlobalRateLimit();
        await().atMost(AT_ONCE).untilAsserted(() -> assertThatQueue(queue).hasCompleted(5));
    }

    @Test
    void goesOnSoonWhenTheRateWindowIsTakenAway() {
        bench.start(sleepy(job -> null).limiter(1, MINUTE));
        bench.addMany(2);
        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(1));

        bench.queue.removeRateLimitKey();

        await().atMost(AT_ONCE.plusSeconds(1))
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(2));
    }

    @Test
    void aProcessorThatLimitsTheRateGivesItsJobBackAndItsWorkerSleeps() throws Exception {
        var limited = new LinkedBlockingQueue<String>();
        bench.start(sleepy(job -> {
                    if (job.data().equals("x") && job.job().attemptsStarted() == 1) {
                        job.rateLimit(MINUTE);
                        limited.add(job.id());
                    }
                    return "done";
                })
                .limiter(100, Duration.ofSeconds(1)));

        var id = bench.add("x", JobOptions.builder().attempts(1));
        var other = bench.add("y");

        assertThat(Workbench.next(limited)).isEqualTo(id);
        assertThatJob(queue, id).isWaiting().hasAttemptsMade(0).hasAttemptsStarted(1);
        assertThatJob(queue, other).isWaiting();
        assertThat(queue.redis().get(queue.key("limiter"))).isEqualTo("9007199254740991");
        assertThat(bench.eventsOf(id)).endsWith("active prev=waiting", "waiting prev=active");

        bench.queue.removeRateLimitKey();

        await().atMost(AT_ONCE.plusSeconds(1)).untilAsserted(() -> {
            assertThatJob(queue, id).isCompleted().hasAttemptsMade(1).hasAttemptsStarted(2);
            assertThatJob(queue, other).isCompleted();
        });
    }

    /** Redis's scripts do not look at a manual limit where no limit is configured: the worker itself has to. */
    @Test
    void aWorkerWithoutLimiterKeepsTheLimitOfItsOwnProcessor() throws Exception {
        var started = new CopyOnWriteArrayList<String>();
        var both = new CountDownLatch(2);
        var limited = new CountDownLatch(1);
        bench.start(sleepy(job -> {
                    started.add(job.data());
                    both.countDown();
                    Workbench.await(both);
                    if (job.data().equals("limiting") && job.job().attemptsStarted() == 1) {
                        job.rateLimit(MINUTE);
                        limited.countDown();
                    } else if (job.data().equals("beside")) {
                        Workbench.await(limited);
                    }
                    return null;
                })
                .concurrency(2)
                .maximumRateLimitDelay(Duration.ofMillis(50)));
        var limiting = bench.add("limiting");
        var beside = bench.add("beside");
        var later = bench.add("later");

        // The run beside it ends under the limit, and its end must not claim; nor must the looks that follow.
        await().untilAsserted(() -> assertThatJob(queue, beside).isCompleted());
        var looks = queue.redis().pttl(queue.key("limiter")) - 300;
        await().until(() -> queue.redis().pttl(queue.key("limiter")) < looks);
        assertThat(started).containsExactlyInAnyOrder("limiting", "beside");

        bench.queue.removeRateLimitKey();

        await().atMost(AT_ONCE).untilAsserted(() -> {
            assertThatJob(queue, limiting).isCompleted();
            assertThatJob(queue, later).isCompleted();
        });
    }

    @Test
    void aLimitedPrioritizedJobGoesToTheFrontOfItsPriority() throws Exception {
        var limited = new LinkedBlockingQueue<String>();
        bench.start(sleepy(job -> {
            job.rateLimit(MINUTE);
            limited.add(job.id());
            return null;
        }));

        var id = bench.add("x", JobOptions.builder().priority(7));

        Workbench.next(limited);
        assertThat(queue.redis().zscore(queue.key("prioritized"), id)).isEqualTo(7 * 4294967296.0);
    }

    @Test
    void aWorkerUnderALimitOfItsProcessorClosesAtOnce() throws Exception {
        var limited = new LinkedBlockingQueue<String>();
        var worker = bench.start(sleepy(job -> {
                    job.rateLimit(MINUTE);
                    limited.add(job.id());
                    return null;
                })
                .maximumRateLimitDelay(MINUTE));
        bench.add("x");
        Workbench.next(limited);

        var from = System.nanoTime();
        worker.close();

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(AT_ONCE);
    }

    @Test
    void refusesADurationThatMakesNoSense() throws Exception {
        var ended = new LinkedBlockingQueue<String>();
        bench.start(job -> {
            assertThatThrownBy(() -> job.rateLimit(Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("duration must be between 1 ms and 36500 days");
            ended.add(job.id());
            return null;
        });

        var id = bench.add("x");

        Workbench.next(ended);
        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
        assertThat(queue.redis().exists(queue.key("limiter"))).isZero();
    }
}
