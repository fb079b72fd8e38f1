package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.TestQueue;
import io.taurine.worker.CancellationSignal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class CloseIT extends OnRedis {

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final LinkedBlockingQueue<ActiveJob<String>> interrupted = new LinkedBlockingQueue<>();

    private final Processor<String> waiting = job -> {
        started.countDown();
        try {
            Workbench.await(release);
            return "done";
        } catch (InterruptedException e) {
            interrupted.add(job);
            throw e;
        }
    };

    CloseIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void waitsForRunningJobsAndClaimsNoMore() throws Exception {
        var worker = bench.start(waiting);
        var running = bench.add("running");
        Workbench.await(started);
        var closing = CompletableFuture.runAsync(worker::close);
        await().until(() -> !worker.isRunning());
        var later = bench.add("later");

        release.countDown();
        closing.get(20, TimeUnit.SECONDS);

        assertThatJob(queue, running).isCompleted();
        assertThatJob(queue, later).isWaiting();
        assertThat(interrupted).isEmpty();
    }

    @Test
    void handsBackWhatIsUnfinishedAndAnotherWorkerRunsItAtOnce() throws Exception {
        var worker = bench.start(waiting);
        var id = bench.add("x");
        Workbench.await(started);
        bench.start(job -> "by another");

        worker.close(Duration.ofMillis(50));

        var job = Workbench.next(interrupted);
        assertThat(job.cancellation().reason()).contains(Reason.WORKER_CLOSED);
        assertThat(job.isLockLost()).isFalse();
        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatJob(queue, id)
                        .isCompleted()
                        .hasReturnValue("\"by another\"")
                        .hasAttemptsMade(1)
                        .hasAttemptsStarted(2)
                        .hasStalledCount(0));
    }

    @Test
    void closesNowWithoutWaiting() throws Exception {
        var worker = bench.start(waiting);
        var id = bench.add("x");
        Workbench.await(started);

        worker.closeNow();

        assertThatJob(queue, id).isWaiting().isNotLocked().hasAttemptsMade(0);
        assertThat(worker.runningJobs()).isZero();
    }

    @Test
    void discardsWhatAStubbornProcessorReturnsAfterwards() throws Exception {
        var ended = new CountDownLatch(1);
        var worker = bench.start(job -> {
            started.countDown();
            try {
                Workbench.awaitStubbornly(release);
                return "too late";
            } finally {
                ended.countDown();
            }
        });
        var id = bench.add("x");
        Workbench.await(started);

        worker.closeNow();
        release.countDown();
        Workbench.await(ended);
        bench.start(job -> "in time");

        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted().hasReturnValue("\"in time\""));
    }

    @Test
    void closingNowCutsAGracefulCloseShort() throws Exception {
        var worker = bench.start(waiting);
        var id = bench.add("x");
        Workbench.await(started);
        var graceful = CompletableFuture.runAsync(() -> worker.close(Duration.ofMinutes(1)));
        await().until(() -> !worker.isRunning());

        worker.closeNow();

        graceful.get(10, TimeUnit.SECONDS);
        assertThatJob(queue, id).isWaiting().isNotLocked();
    }

    @Test
    void closingTwiceIsHarmless() {
        var worker = bench.start(job -> null);

        worker.close();
        worker.close();
        worker.closeNow();

        assertThat(worker.isRunning()).isFalse();
    }

    @RepeatedTest(5)
    void leavesNoJobBehindWhenItClosesWhileItClaims() {
        var done = new AtomicInteger();
        bench.addMany(100);
        var worker = bench.start(bench.worker(job -> done.incrementAndGet()).concurrency(7));
        await().until(() -> done.get() > 10);

        worker.close(Duration.ofSeconds(20));

        assertThatQueue(queue).hasActive(0).hasCompleted(done.get()).eachJobIsInExactlyOneState();
        assertThat(queue.keys()).noneMatch(key -> key.endsWith(":lock"));
    }

    @RepeatedTest(3)
    void leavesNoJobBehindWhenItClosesWhileItStarts() {
        bench.addMany(20);
        var worker = bench.start(bench.worker(job -> null).concurrency(5));

        worker.closeNow();

        assertThatQueue(queue).hasActive(0).eachJobIsInExactlyOneState();
        assertThat(queue.keys()).noneMatch(key -> key.endsWith(":lock"));
    }

    @Test
    void aJobThatStillWaitsForAThreadIsNotRunAfterItWasHandedBack() {
        List<Runnable> held = new ArrayList<>();
        var runs = new AtomicInteger();
        var worker = bench.start(bench.worker(job -> runs.incrementAndGet()).executor(held::add));
        var id = bench.add("x");
        await().until(() -> worker.runningJobIds().contains(id));

        worker.closeNow();
        held.forEach(Runnable::run);

        assertThat(runs).hasValue(0);
        assertThat(Thread.interrupted()).isFalse();
        assertThatJob(queue, id).isWaiting().isNotLocked();
    }

    @Test
    void closesWhatIsIdleWithoutWaitingForTheMarker() {
        var worker = bench.start(job -> null);
        await().until(() -> bench.queue.getWorkers().size() == 1);

        var before = System.nanoTime();
        worker.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Workbench.SOON);
        await().until(() -> bench.queue.getWorkers().isEmpty());
    }
}
