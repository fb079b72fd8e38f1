package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.job.JobOptions;
import io.taurine.queue.LockLostException;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ManualWorkerIT extends OnRedis {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ManualWorker<String> worker;

    ManualWorkerIT(TestQueue queue) {
        super(queue);
        worker = bench.manual().name("hand").lockDuration(Duration.ofSeconds(5)).manual();
    }

    @AfterEach
    void closeIt() {
        worker.close();
    }

    @Test
    void claimsUnderTheCallersToken() {
        var id = bench.add("x");

        var job = next("mine");

        assertThat(job.job().id()).isEqualTo(id);
        assertThat(job.job().data()).isEqualTo("x");
        assertThat(job.token()).isEqualTo("mine");
        assertThatJob(queue, id)
                .isActive()
                .isLockedBy("mine")
                .wasProcessedBy("hand")
                .hasAttemptsStarted(1);
    }

    @Test
    void looksOnceWhenItMustNotWait() {
        assertThat(worker.getNextJob("mine", Duration.ZERO)).isEmpty();
    }

    @Test
    void waitsForAJobAndForNoLongerThanItMay() throws Exception {
        var waiting = CompletableFuture.supplyAsync(() -> worker.getNextJob("mine", LONG));
        await().until(() -> bench.queue.getWorkers().size() == 1);

        var id = bench.add("x");

        assertThat(waiting.get(4, TimeUnit.SECONDS).orElseThrow().job().id()).isEqualTo(id);
        assertThat(worker.getNextJob("again", Duration.ofMillis(20))).isEmpty();
    }

    @Test
    void aShortWaitIsNotHeldUpByALongOne() throws Exception {
        var longWait = CompletableFuture.supplyAsync(() -> worker.getNextJob("long", LONG));
        await().until(() -> bench.queue.getWorkers().size() == 1);

        var shortWait = CompletableFuture.supplyAsync(() -> worker.getNextJob("short", Duration.ofMillis(50)));

        assertThat(shortWait.get(4, TimeUnit.SECONDS)).isEmpty();
        worker.close();
        assertThat(longWait.get(4, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void waitsForADelayedJobToBeDue() {
        var id = bench.add("x", JobOptions.builder().delay(Duration.ofMillis(100)));

        assertThat(next("mine").job().id()).isEqualTo(id);
    }

    @Test
    void looksBehindIdsThatAreNoJobs() {
        for (int i = 0; i < 50; i++) {
            queue.redis().lpush(queue.key("wait"), "ghost" + i);
        }
        var id = bench.add("x");
        queue.redis().del(queue.key("marker"));

        assertThat(next("mine").job().id()).isEqualTo(id);
    }

    @Test
    void completes() {
        var id = bench.add("x");

        next("mine").moveToCompleted("done");

        assertThatJob(queue, id)
                .isCompleted()
                .hasReturnValue("\"done\"")
                .hasAttemptsMade(1)
                .isNotLocked();
    }

    @Test
    void failsOrRetriesAsTheJobSays() {
        var id = bench.add("x", JobOptions.builder().attempts(2));

        assertThat(next("one").moveToFailed(new IOException("first"))).isTrue();
        assertThatJob(queue, id).isWaiting().hasAttemptsMade(1).hasFailedReason("first");
        assertThat(next("two").moveToFailed(new IOException("second"))).isFalse();

        assertThatJob(queue, id).isFailed().hasAttemptsMade(2).hasFailedReason("second");
    }

    @Test
    void putsAJobAside() {
        var id = bench.add("x");

        next("mine").moveToDelayed(Duration.ofHours(1));

        assertThatJob(queue, id).isDelayed().hasAttemptsMade(0).isNotLocked();
    }

    @Test
    void putsAJobBackToTheFront() {
        var id = bench.add("x");
        bench.add("y");

        next("one").moveToWait();

        assertThatJob(queue, id).isWaiting().hasAttemptsMade(0).isNotLocked();
        assertThat(next("two").job().id()).isEqualTo(id);
    }

    @Test
    void extendsALock() {
        var id = bench.add("x");
        var job = next("mine");

        job.extendLock(Duration.ofMinutes(5));

        assertThat(queue.redis().pttl(queue.key(id) + ":lock")).isGreaterThan(200_000);
        job.updateProgress(7);
        job.log("row");
        assertThatJob(queue, id).hasProgress("7").hasLogs("row");
    }

    @Test
    void changesNothingOnceTheLockIsLost() {
        var id = bench.add("x");
        var job = next("mine");
        queue.redis().set(queue.key(id) + ":lock", "another");

        assertThatThrownBy(() -> job.moveToCompleted(null)).isInstanceOf(LockLostException.class);
        assertThatThrownBy(() -> job.moveToFailed(new IOException())).isInstanceOf(LockLostException.class);
        assertThatThrownBy(() -> job.moveToDelayed(Duration.ZERO)).isInstanceOf(LockLostException.class);
        assertThatThrownBy(job::moveToWait).isInstanceOf(LockLostException.class);
        assertThatThrownBy(() -> job.extendLock(LONG)).isInstanceOf(LockLostException.class);

        assertThatJob(queue, id).isActive().isLockedBy("another").hasAttemptsMade(0);
    }

    @Test
    void recoversStalledJobsOnRequest() {
        var id = bench.add("x");
        next("mine");
        queue.redis().del(queue.key(id) + ":lock");
        assertThat(worker.recoverStalledJobs()).isZero();
        queue.redis().del(queue.key("stalled-check"));

        assertThat(worker.recoverStalledJobs()).isEqualTo(1);

        assertThatJob(queue, id).isWaiting().hasStalledCount(1);
    }

    @Test
    void endsAClaimThatWasMadeElsewhere() {
        var id = bench.add("x");
        next("mine");

        try (var elsewhere = bench.manual().manual()) {
            assertThat(elsewhere.getClaimedJob("none", "mine")).isEmpty();
            var wrong = elsewhere.getClaimedJob(id, "not-mine").orElseThrow();
            assertThatThrownBy(() -> wrong.moveToCompleted(1)).isInstanceOf(LockLostException.class);

            elsewhere.getClaimedJob(id, "mine").orElseThrow().moveToCompleted("done");
        }

        assertThatJob(queue, id).isCompleted().hasReturnValue("\"done\"").isNotLocked();
    }

    @Test
    void extendsManyLocksAtOnceAndTellsWhichAreLost() {
        var one = bench.add("one");
        var two = bench.add("two");
        next("first");
        next("second");

        assertThat(worker.extendJobLocks(Map.of(one, "first", two, "not-second", "none", "x"), Duration.ofMinutes(5)))
                .containsExactlyInAnyOrder(two, "none");

        assertThat(queue.redis().pttl(queue.key(one) + ":lock")).isGreaterThan(200_000);
        assertThat(queue.redis().pttl(queue.key(two) + ":lock")).isLessThan(40_000);
        assertThat(worker.extendJobLocks(Map.of(), Duration.ofMinutes(5))).isEmpty();
        assertThatThrownBy(() -> worker.extendJobLocks(Map.of(one, "first"), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("duration must be 1 ms or more");
    }

    @Test
    void checksForStalledJobsByItselfWhenAskedTo() {
        var stalled = new CopyOnWriteArrayList<String>();
        var id = bench.add("x");
        next("mine");
        queue.redis().del(queue.key(id) + ":lock");

        try (var checking = bench.manual()
                .stalledInterval(Duration.ofMillis(50))
                .listener(new WorkerListener<>() {
                    @Override
                    public void onStalled(String jobId) {
                        stalled.add(jobId);
                    }
                })
                .manual()) {
            checking.startStalledCheckTimer();
            checking.startStalledCheckTimer();

            await().untilAsserted(() -> assertThatJob(queue, id).isWaiting().hasStalledCount(1));
            await().untilAsserted(() -> assertThat(stalled).containsExactly(id));
        }
    }

    @Test
    void refusesTokensAndWaitsThatMakeNoSense() {
        assertThatThrownBy(() -> worker.getNextJob("", LONG)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> worker.getNextJob("0", LONG))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token");
        assertThatThrownBy(() -> worker.getNextJob("mine", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxWait must be 0 or more");
    }

    private ClaimedJob<String> next(String token) {
        Optional<ClaimedJob<String>> job = worker.getNextJob(token, Duration.ofSeconds(4));
        return job.orElseThrow();
    }
}
