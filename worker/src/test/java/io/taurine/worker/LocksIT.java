package io.taurine.worker;

import static io.taurine.testkit.TaurineAssertions.assertThatJob;
import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.taurine.queue.LockLostException;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.CancellationSignal.Reason;
import io.taurine.worker.ListenersIT.Heard;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts the commands of the whole server")
class LocksIT extends OnRedis {

    /** For locks that are lost on purpose. */
    private static final Duration SHORT = Duration.ofMillis(300);

    /** For locks that must live: a busy machine may keep a renewal waiting. */
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Heard heard = new Heard();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final LinkedBlockingQueue<ActiveJob<String>> interrupted = new LinkedBlockingQueue<>();

    private final Processor<String> waiting = job -> {
        started.countDown();
        try {
            Workbench.await(release);
            return "late";
        } catch (InterruptedException e) {
            interrupted.add(job);
            throw e;
        }
    };

    LocksIT(TestQueue queue) {
        super(queue);
    }

    @Test
    void keepsAJobLongerThanItsLockLives() throws Exception {
        var runs = new AtomicInteger();
        var builder = bench.worker(job -> {
                    runs.incrementAndGet();
                    return waiting.process(job);
                })
                .lockDuration(SECOND)
                .lockRenewTime(Duration.ofMillis(100))
                .stalledInterval(Duration.ofMillis(50));
        bench.start(builder);
        bench.start(builder);
        var id = bench.add("x");
        Workbench.await(started);
        var claimed = System.nanoTime();

        // Many checks for stalled jobs pass in that time; each would take a job whose lock was not renewed.
        await().until(() -> System.nanoTime() - claimed
                > SECOND.multipliedBy(3).dividedBy(2).toNanos());
        release.countDown();

        await().untilAsserted(() ->
                assertThatJob(queue, id).isCompleted().hasAttemptsStarted(1).hasStalledCount(0));
        assertThat(runs).hasValue(1);
    }

    @Test
    void renewsTheLocksOfAllRunningJobsInOneCall() throws Exception {
        var jobs = 20;
        var allStarted = new CountDownLatch(jobs);
        bench.start(bench.worker(job -> {
                    allStarted.countDown();
                    Workbench.await(release);
                    return null;
                })
                .concurrency(jobs)
                .lockRenewTime(Duration.ofMillis(100))
                .stalledCheck(false));
        bench.addMany(jobs);
        Workbench.await(allStarted);

        // All slots are taken, so nothing but renewals reaches Redis now; SET is what a renewal does to each lock. Jobs
        // that
        // were claimed by two calls may be due at two ticks at first: such a beginning is not counted.
        await().untilAsserted(() -> {
            queue.redis().configResetstat();
            await().until(() -> calls(queue.redis().info("commandstats"), "evalsha") >= 3);
            var stats = queue.redis().info("commandstats");
            assertThat(calls(stats, "set")).isEqualTo(jobs * calls(stats, "evalsha"));
        });
        release.countDown();
        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(jobs));
    }

    private static int calls(String stats, String command) {
        var line = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(stats);
        return line.find() ? Integer.parseInt(line.group(1)) : 0;
    }

    @Test
    void interruptsARunWhoseLockWasDeleted() throws Exception {
        bench.start(
                bench.worker(waiting).lockDuration(SHORT).stalledCheck(false).listener(heard));
        var id = bench.add("x");
        Workbench.await(started);

        queue.redis().del(queue.key(id) + ":lock");

        var job = Workbench.next(interrupted);
        assertThat(job.isLockLost()).isTrue();
        assertThat(job.cancellation().reason()).contains(Reason.LOCK_LOST);
        await().untilAsserted(() -> assertThat(heard.calls).contains("lockLost " + id));
        assertThatJob(queue, id).isActive().hasAttemptsMade(0).doesNotHaveField("failedReason");
    }

    @Test
    void leavesAJobAloneWhoseLockAnotherHas() throws Exception {
        var worker = bench.start(bench.worker(job -> {
                    started.countDown();
                    Workbench.awaitStubbornly(release);
                    return "late";
                })
                .lockDuration(SHORT)
                .stalledCheck(false)
                .listener(heard));
        var id = bench.add("x");
        Workbench.await(started);

        queue.redis().set(queue.key(id) + ":lock", "another");
        await().untilAsserted(() -> assertThat(heard.calls).contains("lockLost " + id));
        release.countDown();

        await().until(() -> worker.runningJobs() == 0);
        assertThatJob(queue, id)
                .isActive()
                .isLockedBy("another")
                .hasAttemptsMade(0)
                .doesNotHaveField("returnvalue");
        assertThat(heard.calls).containsOnlyOnce("lockLost " + id).noneMatch(call -> call.startsWith("completed"));
    }

    @Test
    void takesTheNextJobAfterALostLock() throws Exception {
        bench.start(bench.worker(job -> job.data().equals("x") ? waiting.process(job) : "next")
                .lockDuration(SHORT)
                .stalledCheck(false));
        var lost = bench.add("x");
        Workbench.await(started);

        queue.redis().del(queue.key(lost) + ":lock");
        var next = bench.add("y");

        await().untilAsserted(() -> assertThatJob(queue, next).isCompleted());
    }

    @Test
    void tellsOfALostLockEvenIfTheRunWasCancelledBefore() throws Exception {
        var worker = bench.start(bench.worker(job -> {
                    started.countDown();
                    Workbench.awaitStubbornly(release);
                    interrupted.add(job);
                    return "late";
                })
                .lockDuration(SHORT)
                .stalledCheck(false)
                .listener(heard));
        var id = bench.add("x");
        Workbench.await(started);
        assertThat(worker.cancel(id, "enough")).isTrue();

        queue.redis().del(queue.key(id) + ":lock");

        await().untilAsserted(() -> assertThat(heard.calls).contains("lockLost " + id));
        release.countDown();
        var job = Workbench.next(interrupted);
        assertThat(job.isLockLost()).isTrue();
        assertThat(job.cancellation().reason()).contains(Reason.CANCELLED);
    }

    @Test
    void aRunThatExtendsItsLockKeepsIt() throws Exception {
        bench.start(bench.worker(job -> {
                    job.extendLock(Duration.ofMinutes(10));
                    return waiting.process(job);
                })
                .lockDuration(SECOND)
                .lockRenewTime(Duration.ofMillis(100))
                .listener(heard));
        var id = bench.add("x");
        Workbench.await(started);
        var extended = System.nanoTime();

        await().until(() -> System.nanoTime() - extended
                > SECOND.multipliedBy(3).dividedBy(2).toNanos());

        assertThat(queue.redis().pttl(queue.key(id) + ":lock")).isGreaterThan(500_000);
        assertThat(heard.calls).doesNotContain("lockLost " + id);
        release.countDown();
        await().untilAsserted(() -> assertThatJob(queue, id).isCompleted());
    }

    @Test
    void refusesToExtendALostLock() {
        var thrown = new AtomicReference<Throwable>();
        bench.start(bench.worker(job -> {
                    queue.redis().set(queue.key(job.id()) + ":lock", "another");
                    assertThatThrownBy(() -> job.extendLock(Duration.ofSeconds(1)))
                            .isInstanceOf(LockLostException.class)
                            .satisfies(thrown::set);
                    return null;
                })
                .stalledCheck(false));
        var id = bench.add("x");

        await().untilAsserted(() -> assertThat(thrown.get()).isNotNull());

        assertThatJob(queue, id).isActive().isLockedBy("another");
    }

    @Test
    void aJobThatStalledTooOftenFailsWithoutBeingRun() {
        var id = bench.add("x");
        queue.redis().lrem(queue.key("wait"), 1, id);
        queue.redis().lpush(queue.key("active"), id);
        queue.redis().sadd(queue.key("stalled"), id);
        var runs = new AtomicInteger();

        bench.start(bench.worker(job -> runs.incrementAndGet()).maxStalledCount(0));

        await().untilAsserted(() -> assertThatJob(queue, id)
                .isFailed()
                .hasFailedReason("job stalled more than allowable limit")
                .hasStalledCount(1)
                .doesNotHaveField("defa"));
        assertThat(runs).hasValue(0);
    }
}
