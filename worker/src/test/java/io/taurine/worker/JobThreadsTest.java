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
    void aTaskThatWasRefusedDoesNotRunLater() throws Exception {
        var failing = new AtomicInteger(1);
        var scarce = new JobThreads(
                task -> new Thread(task) {
                    @Override
                    public synchronized void start() {
                        if (failing.getAndDecrement() > 0) {
                            throw new OutOfMemoryError("unable to create native thread (pretended)");
                        }
                        super.start();
                    }
                },
                LONG);
        try {
            var ran = ConcurrentHashMap.<String>newKeySet();
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> scarce.execute(() -> ran.add("refused")));

            scarce.submit(() -> ran.add("next")).get(20, TimeUnit.SECONDS);

            scarce.shutdown();
            assertThat(scarce.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).containsExactly("next");
        } finally {
            scarce.shutdownNow();
        }
    }

    @Test
    void aFactoryThatFailsOnceStopsNothing() throws Exception {
        var failing = new AtomicInteger(1);
        var scarce = new JobThreads(
                task -> {
                    if (failing.getAndDecrement() > 0) {
                        throw new OutOfMemoryError("Java heap space (pretended)");
                    }
                    return new Thread(task);
                },
                LONG);
        try {
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> scarce.execute(() -> {}));
            assertThat(scarce.submit(() -> 1).get(20, TimeUnit.SECONDS)).isEqualTo(1);
        } finally {
            scarce.shutdownNow();
        }
    }

    @Test
    void whereNoMoreThreadsAreToBeHadThoseThereTakeWhatIsInLine() throws Exception {
        var only = new AtomicInteger(1);
        var scarce = new JobThreads(
                task -> {
                    if (only.getAndDecrement() <= 0) {
                        throw new OutOfMemoryError("unable to create native thread (pretended)");
                    }
                    return new Thread(task);
                },
                LONG);
        try {
            var hold = new CountDownLatch(1);
            var started = new CountDownLatch(1);
            scarce.execute(() -> {
                started.countDown();
                await().until(() -> hold.getCount() == 0);
            });
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> scarce.execute(() -> {}));
            hold.countDown();

            await().until(() -> isRunBy(scarce));
        } finally {
            scarce.shutdownNow();
        }
    }

    @Test
    void anInterruptThatCameTooLateIsNotForTheNextTask() throws Exception {
        var interrupted = new AtomicInteger();
        var done = new CountDownLatch(2_000);
        for (var n = 0; n < 2_000; n++) {
            var leavesItsFlag = n % 2 == 0;
            threads.execute(() -> {
                if (Thread.currentThread().isInterrupted()) {
                    interrupted.incrementAndGet();
                }
                if (leavesItsFlag) {
                    Thread.currentThread().interrupt();
                }
                done.countDown();
            });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void threadsOfAPeakEndAlthoughTasksKeepComing() throws Exception {
        var alive = ConcurrentHashMap.<Thread>newKeySet();
        var shortLived = with(TimeUnit.MILLISECONDS.toNanos(300));
        try {
            var together = new CyclicBarrier(41);
            for (var n = 0; n < 40; n++) {
                shortLived.execute(() -> {
                    alive.add(Thread.currentThread());
                    meet(together);
                });
            }
            together.await(20, TimeUnit.SECONDS);

            await().pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        shortLived.submit(() -> 1).get();
                        return alive.stream().filter(Thread::isAlive).count() <= 3;
                    });
        } finally {
            shortLived.shutdownNow();
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

    private static boolean isRunBy(JobThreads scarce) throws Exception {
        try {
            return scarce.submit(() -> true).get(20, TimeUnit.SECONDS);
        } catch (OutOfMemoryError stillBusy) {
            return false;
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
