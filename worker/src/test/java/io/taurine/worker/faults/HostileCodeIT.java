package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Code of the user that hangs, or a machine that has no more threads, harms one job and not the worker. */
@Isolated("its locks are short, and must not be lost to a busy machine")
@RedisTest
class HostileCodeIT {

    @Test
    void closingIsBoundedWhenAProcessorIgnoresItsInterruptAndAnotherWorkerTakesTheJobAtOnce(TestQueue queue)
            throws Exception {
        try (var bench = new Bench(queue)) {
            var release = new AtomicBoolean();
            var worker = bench.start(bench.worker(queue.redisUri(), job -> {
                        while (!release.get()) {
                            Thread.onSpinWait();
                        }
                        return 1;
                    })
                    .lockDuration(Duration.ofMinutes(1)));
            var id = bench.producer().add("stubborn", 1).id();
            Bench.eventually().until(() -> bench.active().contains(id));

            var started = System.nanoTime();
            worker.close(Duration.ofMillis(300));

            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(4));
            assertThatJob(queue, id).isWaiting().isNotLocked();
            bench.start(bench.worker(queue.redisUri(), job -> 2).lockDuration(Duration.ofMinutes(1)));
            bench.awaitEachCompletedOnce(List.of(id));
            release.set(true);
            assertThatJob(queue, id).hasReturnValue("2").hasStalledCount(0);
        }
    }

    @Test
    void closingLeavesNoJobBehindThatACallUnderWayHasClaimed(TestQueue queue) throws Exception {
        try (var bench = new Bench(queue)) {
            var ids = Bench.addMany(bench.producer(), 300);
            for (int i = 0; i < 10; i++) {
                int before = (int) bench.completed();
                try (var redis = RedisConnection.connect(queue.redisUri(), Bench.QUICK)) {
                    var worker = Bench.worker(queue.name(), redis, job -> 1)
                            .lockDuration(Duration.ofMinutes(1))
                            .concurrency(3)
                            .start();
                    Bench.eventually()
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> bench.completed() > before || before == 300);
                    worker.close();
                }
                assertThat(bench.active())
                        .as("claimed by a worker that is closed")
                        .isEmpty();
            }
            bench.start(bench.worker(queue.redisUri(), Bench::brief).concurrency(10));
            bench.awaitEachCompletedOnce(ids);
        }
    }

    @Test
    void jobsWhoseThreadsCannotBeMadeGoBackInLine(TestQueue queue) throws Exception {
        try (var bench = new Bench(queue)) {
            var pool = Executors.newFixedThreadPool(4);
            var refusals = new AtomicInteger();
            Executor exhausted = task -> {
                if (refusals.incrementAndGet() <= 3) {
                    throw new OutOfMemoryError("unable to create native thread");
                }
                pool.execute(task);
            };
            var ids = Bench.addMany(bench.producer(), 4);
            var worker = bench.start(bench.worker(queue.redisUri(), Bench::brief)
                    .lockDuration(Duration.ofMinutes(1))
                    .concurrency(4)
                    .executor(exhausted));

            bench.awaitEachCompletedOnce(ids);
            Bench.eventually().until(() -> worker.runningJobs() == 0);
            worker.close();
            pool.shutdown();
        }
    }

    @Test
    void anActionOnCancelThatHangsDoesNotCostOtherJobsTheirLocks(TestQueue queue) throws Exception {
        try (var bench = new Bench(queue)) {
            var hanging = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            var heard = new Heard();
            bench.start(bench.worker(queue.redisUri(), job -> {
                        if (job.name().equals("hangs")) {
                            job.cancellation().onCancel(() -> {
                                hanging.countDown();
                                awaitQuietly(release);
                            });
                            new CountDownLatch(1).await();
                        }
                        hanging.await();
                        var until =
                                System.nanoTime() + Bench.LOCK.multipliedBy(3).toNanos();
                        while (System.nanoTime() < until) {
                            Bench.brief(job);
                        }
                        return 1;
                    })
                    .concurrency(2)
                    .maxStalledCount(0)
                    .listener(heard));
            var hangs = bench.producer().add("hangs", 1).id();
            var good = bench.producer().add("good", 2).id();
            Bench.eventually().until(() -> bench.active().size() == 2);

            queue.redis().del(queue.key(hangs + ":lock"));

            Bench.eventually().until(() -> heard.completed.contains(good));
            assertThatJob(queue, good).hasStalledCount(0).hasAttemptsStarted(1);
            assertThat(heard.lockLost).contains(hangs).doesNotContain(good);
            release.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
