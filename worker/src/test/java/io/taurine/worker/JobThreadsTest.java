package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobThreadsTest {
    private static final long LONG = TimeUnit.MINUTES.toNanos(5);

    private final AtomicInteger made = new AtomicInteger();
    private final JobThreads threads = with(LONG);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private JobThreads with(long keepAliveNanos) {
        return new JobThreads(
                task -> {
                    made.incrementAndGet();
                    var thread = new Thread(task, "job-threads-test");
                    thread.setDaemon(true);
                    thread.setUncaughtExceptionHandler((where, what) -> {});
                    return thread;
                },
                keepAliveNanos);
    }

    @Test
    void tasksThatWaitForEachOtherRunAllAtOnce() throws Exception {
        for (var round = 0; round < 5; round++) {
            var together = new CyclicBarrier(201);
            for (var n = 0; n < 200; n++) {
                threads.execute(() -> meet(together));
            }
            together.await(20, TimeUnit.SECONDS);
        }
        assertThat(made.get()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void aBunchOfShortTasksTakesFewThreads() throws Exception {
        var users = ConcurrentHashMap.<Thread>newKeySet();
        var done = new CountDownLatch(20_000);
        for (var n = 0; n < 20_000; n++) {
            threads.execute(() -> {
                users.add(Thread.currentThread());
                done.countDown();
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        // A thread for each would be twenty thousand; how many meet is the machine's matter.
        assertThat(users).hasSizeLessThan(1_000);
    }

    @Test
    void aTaskThatThrowsTakesNothingWithIt() throws Exception {
        threads.execute(() -> {
            throw new IllegalStateException("as planned");
        });
        threads.execute(() -> {
            throw new AssertionError("as planned");
        });
        assertThat(threads.submit(() -> 5).get(20, TimeUnit.SECONDS)).isEqualTo(5);
        await().until(() -> threads.submit(() -> 6).get() == 6);
    }

    @Test
    void idleThreadsEnd() throws Exception {
        var alive = ConcurrentHashMap.<Thread>newKeySet();
        var shortLived = with(TimeUnit.MILLISECONDS.toNanos(5));
        try {
            var together = new CyclicBarrier(21);
            for (var n = 0; n < 20; n++) {
                shortLived.execute(() -> {
                    alive.add(Thread.currentThread());
                    meet(together);
                });
            }
            together.await(20, TimeUnit.SECONDS);
            await().until(() -> alive.stream().noneMatch(Thread::isAlive));
            assertThat(shortLived.submit(() -> 1).get(20, TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            shortLived.shutdownNow();
        }
    }

    @Test
    void noTaskIsForgottenHoweverTheyMeet() throws Exception {
        var random = new Random(20_261_122);
        var hasty = with(TimeUnit.MICROSECONDS.toNanos(200));
        var ran = new AtomicInteger();
        var bringers = new ArrayList<Thread>();
        try {
            for (var b = 0; b < 4; b++) {
                var seed = random.nextLong();
                var bringer = new Thread(() -> bring(hasty, new Random(seed), ran));
                bringers.add(bringer);
                bringer.start();
            }
            for (var bringer : bringers) {
                bringer.join();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(ran).hasValue(4 * 5_000));
        } finally {
            hasty.shutdownNow();
        }
    }

    private static void bring(JobThreads to, Random random, AtomicInteger ran) {
        for (var n = 0; n < 5_000; n++) {
            var spins = random.nextInt(2_000);
            to.execute(() -> {
                for (var i = 0; i < spins; i++) {
                    Thread.onSpinWait();
                }
                ran.incrementAndGet();
            });
            if (random.nextInt(50) == 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void shutdownRunsWhatIsInLineAndRefusesMore() throws Exception {
        Set<Integer> ran = ConcurrentHashMap.newKeySet();
        for (var n = 0; n < 50; n++) {
            var number = n;
            threads.execute(() -> ran.add(number));
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasSize(50);
        assertThat(threads.isShutdown()).isTrue();
        assertThat(threads.isTerminated()).isTrue();
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> threads.execute(() -> {}));
    }

    @Test
    void shutdownNowInterruptsWhatRuns() throws Exception {
        var started = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        threads.execute(() -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();

        threads.shutdownNow();

        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
