package io.taurine.worker.faults;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.ActiveJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker loses its connection for longer than its locks live, or loses it again and again. */
@RedisTest
class ConnectionLostIT {

    enum Fault {
        CUT,
        STALLED,
        REPLIES_STALLED,
        HALF_OPEN;

        void inflictOn(FaultProxy proxy) {
            switch (this) {
                case CUT -> proxy.cut();
                case STALLED -> proxy.stall();
                case REPLIES_STALLED -> proxy.stallResponses();
                case HALF_OPEN -> proxy.stallOpen();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"CUT", "STALLED", "REPLIES_STALLED"})
    void runsAreInterruptedAndTakenOverAndTheWorkerIsNotDeafAfterwards(Fault fault, TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var producer = bench.producer();
            var ids = Bench.addMany(producer, 5);
            var heard = new Heard();
            List<String> interrupted = new CopyOnWriteArrayList<>();
            var blocking = new AtomicBoolean(true);
            bench.start(bench.worker(proxy.uri(), job -> {
                        if (blocking.get()) {
                            blockUntilInterrupted(job, interrupted);
                        }
                        return job.data();
                    })
                    .concurrency(5)
                    .listener(heard));
            Bench.eventually().until(() -> bench.active().size() == 5);

            fault.inflictOn(proxy);

            var other =
                    bench.worker(queue.redisUri(), Bench::brief).concurrency(5).start();
            bench.awaitEachCompletedOnce(ids);
            other.close();
            Bench.eventually().untilAsserted(() -> {
                assertThat(interrupted).containsExactlyInAnyOrderElementsOf(ids);
                assertThat(heard.lockLost).containsExactlyInAnyOrderElementsOf(ids);
            });

            blocking.set(false);
            proxy.heal();

            var later = producer.add("later", 6).id();
            Bench.eventually().until(() -> heard.completed.contains(later));
            assertThat(heard.completed)
                    .as("completions of the worker that was cut off")
                    .containsExactly(later);
            assertThat(heard.lockLost).hasSize(5);
        }
    }

    @Test
    void connectionsCutAgainAndAgainLoseNothingAndRunNothingTwiceToItsEnd(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var heard = new Heard();
            bench.start(bench.worker(proxy.uri(), Bench::brief)
                    .concurrency(10)
                    .maxStalledCount(100)
                    .listener(heard));
            var ids = Bench.addMany(bench.producer(), 500);

            for (int i = 1; i <= 8; i++) {
                int reached = i * 50;
                Bench.eventually().until(() -> bench.completed() >= reached);
                proxy.cutOnce();
            }

            bench.awaitEachCompletedOnce(ids);
            assertThat(heard.completed).doesNotHaveDuplicates();
        }
    }

    /** The worker does not hear from Redis while its processor ends; the lock expires; another worker ends the job. */
    @Test
    void aResultThatComesTooLateIsDiscardedThoughTheOtherWorkerCountedTheSameAttempt(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var id = bench.producer().add("slow", 1).id();
            var release = new CountDownLatch(1);
            var heard = new Heard();
            var late = bench.start(bench.worker(proxy.uri(), job -> {
                        release.await();
                        return 1;
                    })
                    .listener(heard));
            Bench.eventually().until(() -> bench.active().contains(id));

            proxy.stall();
            release.countDown();
            bench.start(bench.worker(queue.redisUri(), job -> 2));
            Bench.eventually().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
            // What was held must not reach Redis: only the tries after the reconnect are to be judged.
            proxy.cut();
            proxy.heal();

            Bench.eventually().until(() -> heard.lockLost.contains(id));
            Bench.eventually().until(() -> late.runningJobs() == 0);
            bench.awaitEachCompletedOnce(List.of(id));
            assertThatJob(queue, id).hasReturnValue("2");
            assertThat(heard.completed).isEmpty();
        }
    }

    /** Only its heartbeat tells the worker that the lock is gone; the processor takes no notice. */
    @Test
    void theResultOfAProcessorThatIgnoresTheLossOfItsLockIsDiscarded(TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var id = bench.producer().add("slow", 1).id();
            var release = new AtomicBoolean();
            var heard = new Heard();
            var deposed = bench.start(bench.worker(proxy.uri(), job -> {
                        while (!release.get()) {
                            Thread.onSpinWait();
                        }
                        return 1;
                    })
                    .listener(heard));
            Bench.eventually().until(() -> bench.active().contains(id));

            proxy.stallResponses();
            Bench.eventually().until(() -> heard.lockLost.contains(id));
            // Renewals whose replies are held still reach Redis.
            proxy.cut();
            bench.start(bench.worker(queue.redisUri(), job -> 2));
            Bench.eventually().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
            proxy.heal();
            release.set(true);

            Bench.eventually().until(() -> deposed.runningJobs() == 0);
            bench.awaitEachCompletedOnce(List.of(id));
            assertThatJob(queue, id).hasReturnValue("2");
            assertThat(heard.completed).isEmpty();
            assertThat(heard.lockLost).containsExactly(id);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void waitingForAJobSurvivesTheFault(Fault fault, TestQueue queue) throws Exception {
        try (var proxy = FaultProxy.to(queue.redisUri());
                var bench = new Bench(queue)) {
            var waiting = bench.producer(proxy.uri());
            var id = bench.producer().add("slow", 7).id();
            var result = waiting.waitUntilFinishedAsync(id, Duration.ofSeconds(20), Integer.class)
                    .toCompletableFuture();

            fault.inflictOn(proxy);
            bench.start(bench.worker(queue.redisUri(), Bench::brief));
            Bench.eventually().until(() -> bench.completed() == 1);
            if (fault != Fault.HALF_OPEN) {
                proxy.heal();
            }

            assertThat(result.get()).contains(7);
        }
    }

    private static void blockUntilInterrupted(ActiveJob<Integer> job, List<String> interrupted)
            throws InterruptedException {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            assertThat(job.isLockLost()).isTrue();
            interrupted.add(job.id());
            throw e;
        }
    }
}
