package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.CancellationSignal.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeoutsIT extends OnRedis {

    private static final Duration SHORT = Duration.ofMillis(50);

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

    TimeoutsIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void interruptsAndFailsARunThatTakesTooLong() throws Exception {
        bench.start(bench.worker(waiting).jobTimeout(SHORT));

        var id = bench.add("x");

        assertThat(Workbench.next(interrupted).cancellation().reason()).contains(Reason.TIMEOUT);
        await().untilAsserted(() -> assertThatJob(queue, id)
                .isFailed()
                .hasFailedReason("Job " + id + " in queue " + queue.name() + " ran longer than its timeout of 50 ms"));
    }

    @Test
    void aRunMayHeedItsSignalBeforeItIsInterrupted() {
        bench.start(bench.worker(job -> {
                    var cancelled = new java.util.concurrent.CountDownLatch(1);
                    job.cancellation().onCancel(cancelled::countDown);
                    cancelled.await();
                    job.log("not interrupted");
                    return "late";
                })
                .signalGrace(Duration.ofHours(1))
                .jobTimeout(SHORT));

        var id = bench.add("x");

        await().untilAsserted(() -> assertThatJob(queue, id).isFailed());
        assertThat(bench.queue.getJobLogs(id, 0, 9).rows()).containsExactly("not interrupted");
    }

    @Test
    void aRunThatDoesNotHeedItsSignalIsInterruptedThen() throws Exception {
        bench.start(bench.worker(waiting).signalGrace(SHORT).jobTimeout(SHORT));

        var id = bench.add("x");

        assertThat(Workbench.next(interrupted).cancellation().reason()).contains(Reason.TIMEOUT);
        await().untilAsserted(() -> assertThatJob(queue, id).isFailed());
    }

    @Test
    void aTimeoutCanBeThatOfTheJob() {
        bench.start(bench.worker(job -> job.data().equals("quick") ? waiting.process(job) : "no bound")
                .jobTimeout(job -> job.data().equals("quick") ? Optional.of(SHORT) : Optional.empty()));

        var quick = bench.add("quick");
        var slow = bench.add("slow");

        await().untilAsserted(() -> {
            assertThatJob(queue, quick).isFailed();
            assertThatJob(queue, slow).isCompleted();
        });
        assertThat(bench.queue.getJob(quick).orElseThrow().failedReason().orElseThrow())
                .endsWith("ran longer than its timeout of 50 ms");
    }

    @Test
    void retriesARunThatTookTooLongWhileAttemptsAreLeft() {
        bench.start(bench.worker(job -> job.attempt() == 1 ? waiting.process(job) : "in time")
                .jobTimeout(SHORT.multipliedBy(4)));

        var id = bench.add("x", JobOptions.builder().attempts(2));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isCompleted()
                .hasReturnValue("\"in time\"")
                .hasAttemptsMade(2));
    }

    @Test
    void failsARunThatIgnoresItsInterruptAndKeepsItsSlotTaken() throws Exception {
        var runs = new AtomicInteger();
        bench.start(bench.worker(job -> {
                    runs.incrementAndGet();
                    if (job.data().equals("stubborn")) {
                        Workbench.awaitStubbornly(release);
                    }
                    return null;
                })
                .jobTimeout(SHORT)
                .cancelGrace(SHORT));
        var stubborn = bench.add("stubborn");
        var next = bench.add("next");

        await().untilAsserted(() ->
                assertThatJob(queue, stubborn).isFailed().hasFailedReasonContaining("longer than its timeout"));
        assertThatJob(queue, next).isWaiting();
        assertThat(runs).hasValue(1);
        release.countDown();

        await().untilAsserted(() -> assertThatJob(queue, next).isCompleted());
        assertThatJob(queue, stubborn).isFailed().hasAttemptsMade(1);
    }

    @Test
    void aRunThatIgnoresACancelStillMeetsItsTimeout() throws Exception {
        var worker = bench.start(bench.worker(job -> {
                    started.countDown();
                    Workbench.awaitStubbornly(release);
                    return null;
                })
                .jobTimeout(Duration.ofMillis(500))
                .cancelGrace(Duration.ZERO));
        var id = bench.add("x");
        Workbench.await(started);

        assertThat(worker.cancel(id, "enough")).isTrue();

        await().untilAsserted(
                        () -> assertThatJob(queue, id).isFailed().hasFailedReasonContaining("longer than its timeout"));
        release.countDown();
    }

    @Test
    void theInterruptOfOneJobNeverHitsTheNext() {
        var disturbed = new AtomicInteger();
        bench.start(bench.worker(job -> {
                    if (Thread.currentThread().isInterrupted()) {
                        disturbed.incrementAndGet();
                    }
                    if (job.data().startsWith("slow")) {
                        Workbench.await(release);
                    }
                    return null;
                })
                .executor(Executors.newSingleThreadExecutor())
                .jobTimeout(SHORT));
        for (int i = 0; i < 5; i++) {
            bench.add("slow " + i);
            bench.add("fast " + i);
        }
        var last = bench.add("last");

        await().untilAsserted(() -> assertThatJob(queue, last).isCompleted());

        assertThat(disturbed).hasValue(0);
    }

    @Test
    void cancelsARunOnRequest() throws Exception {
        var worker = bench.start(waiting);
        var id = bench.add("x");
        Workbench.await(started);

        assertThat(worker.cancel(id, "not needed any more")).isTrue();
        assertThat(worker.cancel(id, "again")).isFalse();
        assertThat(worker.cancel("unknown", "")).isFalse();

        assertThat(Workbench.next(interrupted).cancellation().reason()).contains(Reason.CANCELLED);
        await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("not needed any more"));
    }

    @Test
    void cancelsAllRuns() {
        var running = new CountDownLatch(3);
        var worker = bench.start(bench.worker(job -> {
                    running.countDown();
                    Workbench.await(release);
                    return null;
                })
                .concurrency(3));
        var ids = bench.addMany(3);
        await().until(() -> running.getCount() == 0);

        assertThat(worker.cancelAll("closing time")).isEqualTo(3);

        await().untilAsserted(() -> assertThat(ids)
                .allSatisfy(id -> assertThatJob(queue, id).isFailed().hasFailedReason("closing time")));
    }

    @Test
    void aProcessorMayLookAtTheSignalInsteadOfBeingInterrupted() {
        bench.start(bench.worker(job -> {
                    var told = new CountDownLatch(1);
                    job.cancellation().onCancel(told::countDown);
                    Workbench.awaitStubbornly(told);
                    job.cancellation().throwIfCancelled();
                    return null;
                })
                .jobTimeout(SHORT));

        var id = bench.add("x");

        await().untilAsserted(
                        () -> assertThatJob(queue, id).isFailed().hasFailedReasonContaining("longer than its timeout"));
    }
}
