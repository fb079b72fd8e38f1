package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.testkit.TestQueue;
import io.taurine.worker.ListenersIT.Heard;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The threads on which processors run, and what they find there. */
class ExecutorsIT extends OnRedis {

    ExecutorsIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void namesItsThreadsForTheQueue() throws Exception {
        var names = new LinkedBlockingQueue<String>();
        bench.start(job -> names.add(Thread.currentThread().getName()));

        bench.add("x");

        assertThat(Workbench.next(names)).matches("taurine-worker-" + queue.name() + "-\\d+");
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .contains("taurine-worker-" + queue.name() + "-fetch", "taurine-worker-" + queue.name() + "-timer");
    }

    @Test
    void leavesNoThreadBehindWhenItCloses() {
        var worker = bench.start(bench.worker(job -> null).listener(new Heard()));
        var id = bench.add("x");
        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());

        worker.close();

        await().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("taurine-worker-" + queue.name())));
    }

    @Test
    void runsJobsOnTheExecutorItWasGivenAndLeavesItOpen() throws Exception {
        var executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "mine"));
        try {
            var names = new LinkedBlockingQueue<String>();
            var worker = bench.start(
                    bench.worker(job -> names.add(Thread.currentThread().getName()))
                            .executor(executor));
            bench.add("x");

            assertThat(Workbench.next(names)).isEqualTo("mine");
            worker.close();

            assertThat(executor.isShutdown()).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void anExecutorThatRunsItsTasksInTheCallersThreadDoesNotHoldUpTheDriver() {
        bench.start(bench.worker(job -> {
                    // Waits for a reply, which the driver's event loop could not read if it ran this.
                    job.log("on " + Thread.currentThread().getName());
                    return null;
                })
                .concurrency(3)
                .executor(Runnable::run));

        var ids = bench.addMany(6);

        await().atMost(Workbench.SOON)
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(6));
        assertThatJob(queue, ids.get(0)).hasLogs("on taurine-worker-" + queue.name() + "-handover");
    }

    @Test
    void putsAJobBackWhenTheExecutorRefusesIt() {
        var heard = new Heard();
        var refuse = new AtomicBoolean(true);
        Executor moody = task -> {
            if (refuse.getAndSet(false)) {
                throw new RejectedExecutionException("not now");
            }
            CompletableFuture.runAsync(task);
        };
        bench.start(bench.worker(job -> null).executor(moody).listener(heard));

        var id = bench.add("x");

        await().untilAsserted(() ->
                assertThatJob(queue, id).isCompleted().hasAttemptsMade(1).hasAttemptsStarted(2));
        assertThat(heard.calls).contains("error not now");
    }

    @Test
    void startsTheOtherJobsOfAClaimWhenTheExecutorFailsForOne() {
        var fail = new AtomicBoolean(true);
        Executor moody = task -> {
            if (fail.getAndSet(false)) {
                throw new OutOfMemoryError("unable to create native thread (pretended)");
            }
            CompletableFuture.runAsync(task);
        };
        bench.addMany(10);

        bench.start(bench.worker(job -> null).executor(moody).concurrency(10));

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(10));
    }

    @Test
    void anExecutorThatIsTooSmallLosesNoJob() {
        var executor = new ThreadPoolExecutor(0, 2, 1, TimeUnit.SECONDS, new SynchronousQueue<>());
        try {
            bench.addMany(12);

            bench.start(bench.worker(job -> null).executor(executor).concurrency(4));

            await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(12));
            assertThatQueue(queue).hasActive(0).eachJobIsInExactlyOneState();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void tellsTheLogWhichJobRuns() throws Exception {
        var executor = Executors.newSingleThreadExecutor();
        try {
            executor.submit(() -> MDC.put("mine", "kept")).get(10, TimeUnit.SECONDS);
            var seen = new LinkedBlockingQueue<Map<String, String>>();
            bench.start(bench.worker(job -> seen.add(context())).executor(executor));

            var id = bench.add("x");

            assertThat(Workbench.next(seen))
                    .containsExactlyInAnyOrderEntriesOf(Map.of(
                            "queue", queue.name(), "jobId", id, "jobName", "work", "attempt", "1", "mine", "kept"));
            await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
            assertThat(executor.submit(ExecutorsIT::context).get(10, TimeUnit.SECONDS))
                    .containsExactly(Map.entry("mine", "kept"));
        } finally {
            executor.shutdownNow();
        }
    }

    private static Map<String, String> context() {
        var context = MDC.getCopyOfContextMap();
        return context == null ? new HashMap<>() : context;
    }
}
