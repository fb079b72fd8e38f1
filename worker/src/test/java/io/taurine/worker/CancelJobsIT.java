package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import io.taurine.job.JobOptions;
import io.taurine.queue.CancelOutcome;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import io.taurine.worker.CancellationSignal.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Jobs cancelled through their queue while workers run them. */
@Isolated("breaks the connections of all that listen")
class CancelJobsIT extends OnRedis {

    private static final JobOptions.Builder FIVE_ATTEMPTS = JobOptions.builder().attempts(5);

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

    CancelJobsIT(TestQueue queue) {
        super(queue);
    }

    /** Waits until the worker hears, or a cancel right after its start would only mark. */
    private void awaitListening(Worker<?> worker) {
        var channel = queue.key("cancel:" + worker.id());
        await().until(() -> queue.redis().pubsubChannels(channel).contains(channel));
    }

    private Worker<String> start(WorkerBuilder<String> builder) {
        var worker = bench.start(builder);
        awaitListening(worker);
        return worker;
    }

    @Test
    void interruptsARunInAnotherProcessWithinASecondAndFailsItsJobForGood() throws Exception {
        start(bench.worker(waiting));
        var id = bench.add("x", FIVE_ATTEMPTS);
        Workbench.await(started);

        // A connection of its own is all that another process would have.
        try (var elsewhere = RedisConnection.connect(TestRedis.shared());
                var other = Queue.of(queue.name(), String.class, elsewhere)) {
            var asked = System.nanoTime();
            assertThat(other.cancel(id, "not needed any more")).isEqualTo(CancelOutcome.SIGNALLED);

            var signal = Workbench.next(interrupted).cancellation();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(1));
            assertThat(signal.reason()).contains(Reason.CANCELLED);
            assertThat(signal.message()).contains("not needed any more");
        }

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isFailed()
                .hasFailedReason("not needed any more")
                .hasAttemptsMade(1)
                .doesNotHaveField("defa"));
        assertThat(bench.eventsOf(id))
                .endsWith(
                        "cancelled prev=active reason=not needed any more",
                        "failed failedReason=not needed any more prev=active");
    }

    @Test
    void whateverTheRunMakesOfItTheJobFailsWithTheReason() {
        start(bench.worker(job -> {
                    try {
                        return waiting.process(job);
                    } catch (InterruptedException e) {
                        if (job.data().equals("returns")) {
                            return "a result all the same";
                        }
                        throw new IllegalStateException("something else");
                    }
                })
                .concurrency(2));
        var returning = bench.add("returns", FIVE_ATTEMPTS);
        var throwing = bench.add("throws", FIVE_ATTEMPTS);
        await().untilAsserted(() -> assertThatQueue(queue).hasActive(2));

        for (var id : List.of(returning, throwing)) {
            assertThat(bench.queue.cancel(id, "why")).isEqualTo(CancelOutcome.SIGNALLED);
        }

        await().untilAsserted(() -> assertThat(List.of(returning, throwing))
                .allSatisfy(id -> assertThatJob(queue, id).isFailed().hasFailedReason("why")));
    }

    @Test
    void aRunThatIgnoresItsInterruptIsGivenUp() throws Exception {
        start(bench.worker(job -> {
                    started.countDown();
                    Workbench.awaitStubbornly(release);
                    return "late";
                })
                .cancelGrace(Duration.ofMillis(50)));
        var id = bench.add("x", FIVE_ATTEMPTS);
        Workbench.await(started);

        bench.queue.cancel(id, "why");

        await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("why"));
        release.countDown();
    }

    @Test
    void asksTwiceAndEndsOnce() throws Exception {
        start(bench.worker(job -> {
            started.countDown();
            Workbench.awaitStubbornly(release);
            return null;
        }));
        var id = bench.add("x");
        Workbench.await(started);

        assertThat(bench.queue.cancel(id, "first")).isEqualTo(CancelOutcome.SIGNALLED);
        assertThat(bench.queue.cancel(id, "second")).isEqualTo(CancelOutcome.SIGNALLED);
        release.countDown();

        await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("first"));
        assertThat(bench.queue.cancel(id, "third")).isEqualTo(CancelOutcome.ALREADY_FINISHED);
        assertThat(bench.eventsOf(id))
                .filteredOn(event -> event.startsWith("cancelled"))
                .hasSize(1);
    }

    @Test
    void aJobThatIsCancelledWhileItWaitsForAThreadIsNotRun() throws Exception {
        var ran = ConcurrentHashMap.<String>newKeySet();
        start(bench.worker(job -> {
                    ran.add(job.data());
                    return waiting.process(job);
                })
                .concurrency(2)
                .cancelGrace(Duration.ofMillis(50))
                .executor(Executors.newSingleThreadExecutor()));
        var first = bench.add("first");
        Workbench.await(started);
        var queued = bench.add("queued", FIVE_ATTEMPTS);
        await().untilAsserted(() -> assertThatJob(queue, queued).isActive());

        assertThat(bench.queue.cancel(queued, "why")).isEqualTo(CancelOutcome.SIGNALLED);

        await().untilAsserted(() -> assertThatJob(queue, queued).isFailed().hasFailedReason("why"));
        release.countDown();
        await().untilAsserted(() -> assertThatJob(queue, first).isCompleted());
        assertThat(ran).containsExactly("first");
    }

    @Test
    void aMessageThatWasLostIsMadeUpForWhenTheLockIsRenewed() throws Exception {
        start(bench.worker(waiting).lockDuration(Duration.ofMillis(400)));
        var id = bench.add("x");
        Workbench.await(started);
        var token = queue.redis().get(queue.key(id) + ":lock");

        // What the script leaves behind, without the message.
        queue.redis().hset(queue.key(id), "cancelled", "{\"reason\":\"why\",\"at\":1,\"token\":\"" + token + "\"}");

        assertThat(Workbench.next(interrupted).cancellation().message()).contains("why");
        await().untilAsserted(() -> assertThatJob(queue, id).isFailed().hasFailedReason("why"));
    }

    @Test
    void aWorkerLooksForMarksAsSoonAsItHearsAgain() throws Exception {
        var worker = start(bench.worker(waiting).lockDuration(Duration.ofMinutes(10)));
        var id = bench.add("x");
        Workbench.await(started);
        var token = queue.redis().get(queue.key(id) + ":lock");

        queue.redis().hset(queue.key(id), "cancelled", "{\"reason\":\"why\",\"at\":1,\"token\":\"" + token + "\"}");
        queue.redis().clientKill(KillArgs.Builder.typePubsub());

        // The next renewal is minutes away.
        assertThat(Workbench.next(interrupted).cancellation().message()).contains("why");
        awaitListening(worker);
    }

    @Test
    void toLookForMarksRenewsNoLock() throws Exception {
        var worker = start(bench.worker(waiting).concurrency(2).lockDuration(Duration.ofMinutes(10)));
        var cancelled = bench.add("x");
        var other = bench.add("y");
        await().until(() -> worker.runningJobs() == 2);
        var token = queue.redis().get(queue.key(cancelled) + ":lock");
        queue.redis().pexpire(queue.key(other) + ":lock", 60_000);

        queue.redis()
                .hset(queue.key(cancelled), "cancelled", "{\"reason\":\"why\",\"at\":1,\"token\":\"" + token + "\"}");
        queue.redis().clientKill(KillArgs.Builder.typePubsub());

        await().untilAsserted(() -> assertThatJob(queue, cancelled).isFailed().hasFailedReason("why"));
        assertThat(queue.redis().pttl(queue.key(other) + ":lock")).isBetween(1L, 60_000L);
        assertThat(worker.runningJobs()).isEqualTo(1);
        release.countDown();
    }

    @Test
    void aMarkOfAnEarlierRunOrAnythingElseInItsPlaceMeansNothing() throws Exception {
        var worker = start(bench.worker(waiting).concurrency(4).lockDuration(Duration.ofMinutes(10)));
        var cancelled = bench.add("x");
        var others = List.of(bench.add("earlier run"), bench.add("no JSON"), bench.add("no object"));
        await().until(() -> worker.runningJobs() == 4);
        var token = queue.redis().get(queue.key(cancelled) + ":lock");

        queue.redis().hset(queue.key(others.get(0)), "cancelled", "{\"reason\":\"old\",\"at\":1,\"token\":\"w:0\"}");
        queue.redis().hset(queue.key(others.get(1)), "cancelled", "yes");
        queue.redis().hset(queue.key(others.get(2)), "cancelled", "[1]");
        queue.redis()
                .hset(queue.key(cancelled), "cancelled", "{\"reason\":\"why\",\"at\":1,\"token\":\"" + token + "\"}");
        queue.redis().clientKill(KillArgs.Builder.typePubsub());

        await().untilAsserted(() -> assertThatJob(queue, cancelled).isFailed().hasFailedReason("why"));
        release.countDown();
        await().untilAsserted(() ->
                assertThat(others).allSatisfy(id -> assertThatJob(queue, id).isCompleted()));
    }

    @Test
    void messagesAreHeardAgainAfterAnOutage() throws Exception {
        var worker = start(bench.worker(waiting).lockDuration(Duration.ofMinutes(10)));
        queue.redis().clientKill(KillArgs.Builder.typePubsub());
        var id = bench.add("x");
        Workbench.await(started);
        awaitListening(worker);

        assertThat(bench.queue.cancel(id, "why")).isEqualTo(CancelOutcome.SIGNALLED);

        assertThat(Workbench.next(interrupted).cancellation().message()).contains("why");
    }

    @Test
    void aCancelledJobOfAWorkerThatFellSilentIsNotRunByTheNext() {
        var runs = new AtomicInteger();
        var id = bench.add("x", FIVE_ATTEMPTS);
        try (var manual = bench.manual().manual()) {
            assertThat(manual.getNextJob("token", Duration.ZERO)).isPresent();
            assertThat(bench.queue.cancel(id, "why")).isEqualTo(CancelOutcome.MARKED);
        }
        queue.redis().del(queue.key(id) + ":lock");
        queue.redis().sadd(queue.key("stalled"), id);

        bench.start(bench.worker(job -> runs.incrementAndGet()));

        await().untilAsserted(() ->
                assertThatJob(queue, id).isFailed().hasFailedReason("why").hasStalledCount(1));
        assertThat(runs).hasValue(0);
    }

    @Test
    void aRunThatEndsInTheMomentOfTheCancelEndsOneWayOrTheOther() throws Exception {
        var ran = ConcurrentHashMap.<String>newKeySet();
        Processor<String> quick = job -> {
            ran.add(job.id());
            for (int spin = ThreadLocalRandom.current().nextInt(400); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            return "ok";
        };
        start(bench.worker(quick).concurrency(8));
        start(bench.worker(quick).concurrency(8));
        var jobs = 400;
        var pool = Executors.newFixedThreadPool(4);
        try {
            var outcomes = new ConcurrentHashMap<String, CancelOutcome>();
            var tasks = IntStream.range(0, jobs)
                    .mapToObj(i -> pool.submit(() -> {
                        var id = bench.add("job " + i, JobOptions.builder().attempts(3));
                        outcomes.put(id, bench.queue.cancel(id, "cancelled"));
                    }))
                    .toList();
            for (var task : tasks) {
                task.get();
            }
            await().untilAsserted(() -> assertThat(finished()).isEqualTo(jobs));

            outcomes.forEach((id, outcome) -> {
                var failed = queue.redis().zscore(queue.key("failed"), id) != null;
                switch (outcome) {
                    case FAILED -> {
                        assertThat(failed).as(id).isTrue();
                        assertThat(ran).doesNotContain(id);
                    }
                    case ALREADY_FINISHED -> assertThat(failed).as(id).isFalse();
                    // It heard in time or it had ended before; never a second run.
                    case SIGNALLED ->
                        assertThatJob(queue, id).hasAttemptsMade(1).doesNotHaveField("defa");
                    default -> throw new AssertionError(id + " " + outcome);
                }
            });
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aCancelInTheMomentOfTheClaimIsNeverLost() throws Exception {
        // These runs end by nothing but their cancel; with this lock no renewal comes to help.
        Processor<String> endless = job -> {
            new CountDownLatch(1).await();
            return null;
        };
        for (int i = 0; i < 3; i++) {
            start(bench.worker(endless).concurrency(10).lockDuration(Duration.ofMinutes(10)));
        }
        var pool = Executors.newFixedThreadPool(4);
        Set<String> signalled = ConcurrentHashMap.newKeySet();
        try {
            var tasks = new ArrayList<Future<?>>();
            for (int i = 0; i < 400; i++) {
                tasks.add(pool.submit(() -> {
                    var id = bench.add("x", JobOptions.builder().attempts(3));
                    for (int spin = ThreadLocalRandom.current().nextInt(400); spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                    if (bench.queue.cancel(id, "why") == CancelOutcome.SIGNALLED) {
                        signalled.add(id);
                    }
                }));
            }
            for (var task : tasks) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }

        await().untilAsserted(() -> assertThatQueue(queue).hasFailed(400));
        assertThat(signalled).as("runs that were claimed in that moment").isNotEmpty();
    }

    private long finished() {
        return queue.redis().zcard(queue.key("failed")) + queue.redis().zcard(queue.key("completed"));
    }

    @Test
    void aWorkerThatClosesHearsNoLonger() {
        var worker = start(bench.worker(waiting));
        var channel = queue.key("cancel:" + worker.id());

        worker.close();

        await().untilAsserted(
                        () -> assertThat(queue.redis().pubsubChannels(channel)).isEmpty());
    }
}
