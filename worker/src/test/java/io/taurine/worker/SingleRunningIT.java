package io.taurine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.job.JobState;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import io.taurine.queue.lock.Redlock;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A processor that runs once at a time in the whole fleet. */
@RedisTest
class SingleRunningIT {

    private final Workbench bench;
    private final String lockKey;
    private final BlockingQueue<String> started = new LinkedBlockingQueue<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    SingleRunningIT(TestQueue test) {
        bench = new Workbench(test);
        lockKey = "taurine::lock:{bull:" + test.name() + "}";
    }

    @AfterEach
    void close() {
        gate.countDown();
        bench.close();
        bench.test.redis().del(lockKey, lockKey + ":fence");
    }

    private Object untilOpened(ActiveJob<String> job) throws InterruptedException {
        started.add(job.id());
        Workbench.await(gate);
        return "ran";
    }

    private void startFleet(WhenTaken whenTaken) {
        for (int i = 0; i < 3; i++) {
            bench.start(bench.worker(this::untilOpened).concurrency(2).singleRunning(whenTaken));
        }
    }

    @Test
    void whoComesWhileAnotherRunsIsSkippedAndSaysSo() throws Exception {
        startFleet(WhenTaken.skip());
        var first = bench.add("first");
        assertThat(Workbench.next(started)).isEqualTo(first);

        var second = bench.add("second");

        await().until(() -> bench.queue.getJobState(second) == JobState.COMPLETED);
        var job = bench.queue.getJob(second).orElseThrow();
        assertThat(job.returnValueJson()).contains("{\"skipped\":true,\"lock\":\"bull:" + bench.test.name() + "\"}");
        assertThat(job.returnValue(SkippedRun.class)).contains(new SkippedRun(true, "bull:" + bench.test.name()));
        assertThat(bench.queue.getJobState(first)).isEqualTo(JobState.ACTIVE);
        gate.countDown();
        await().until(() -> bench.queue.getJobState(first) == JobState.COMPLETED);
        assertThat(started).isEmpty();
        assertThat(bench.test.redis().exists(lockKey)).isZero();
    }

    @Test
    void whoComesWhileAnotherRunsIsPutAsideAndRunsLater() throws Exception {
        startFleet(WhenTaken.delay(Duration.ofMillis(20)));
        var first = bench.add("first");
        assertThat(Workbench.next(started)).isEqualTo(first);

        var second = bench.add("second");
        await().until(() -> bench.eventsOf(second).stream().anyMatch(event -> event.startsWith("delayed ")));
        assertThat(started).isEmpty();
        gate.countDown();

        assertThat(Workbench.next(started)).isEqualTo(second);
        await().until(() -> bench.queue.getJobState(second) == JobState.COMPLETED);
        assertThat(bench.queue.getJob(second).orElseThrow().attemptsMade()).isEqualTo(1);
    }

    /** Its worker gave it back, and its processor took no notice. */
    @Test
    void aJobWhoseOwnEarlierRunStillHasTheLockIsNotSkipped() throws Exception {
        var closing = bench.start(bench.worker(job -> {
                    started.add(job.id());
                    Workbench.awaitStubbornly(gate);
                    return "too late";
                })
                .singleRunning(WhenTaken.skip()));
        var id = bench.add("job");
        assertThat(Workbench.next(started)).isEqualTo(id);
        closing.closeNow();

        bench.start(bench.worker(this::untilOpened).singleRunning(WhenTaken.skip()));
        await().until(() -> bench.eventsOf(id).stream().anyMatch(event -> event.startsWith("delayed ")));
        assertThat(started).isEmpty();
        gate.countDown();

        await().until(() -> bench.queue.getJobState(id) == JobState.COMPLETED);
        assertThat(bench.queue.getJob(id).orElseThrow().returnValueJson()).contains("\"ran\"");
    }

    @Test
    void manyJobsRunOneAfterAnother() {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            bench.start(bench.worker(job -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        return inside.decrementAndGet();
                    })
                    .concurrency(4)
                    .singleRunning(WhenTaken.delay(Duration.ofMillis(5))));
        }

        bench.addMany(30);

        await().until(() -> bench.queue.getJobCounts().of(JobState.COMPLETED) == 30);
        assertThat(most).hasValue(1);
    }

    @Test
    void aRunWhoseLockIsLostIsCancelledAndFails() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        var lock = RedisLock.of(
                "bull:" + bench.test.name(),
                Workbench.redis(),
                LockOptions.builder().leaseTime(Duration.ofMillis(150)).build());
        bench.start(bench.worker(job -> {
                    started.add(job.id());
                    job.cancellation()
                            .onCancel(
                                    () -> told.add(job.cancellation().message().orElse("")));
                    return untilOpened(job);
                })
                .singleRunning(lock, WhenTaken.skip()));
        var id = bench.add("job");
        Workbench.next(started);

        bench.test.redis().del(lockKey);

        assertThat(Workbench.next(told)).isEqualTo("the lock " + lock.name() + " was lost during the run");
        await().until(() -> bench.queue.getJobState(id) == JobState.FAILED);
        assertThat(bench.queue.getJob(id).orElseThrow().failedReason().orElseThrow())
                .contains("the lock " + lock.name() + " was lost");
    }

    @Test
    void aRunThatIgnoresTheLossFailsAllTheSame() throws Exception {
        var lock = RedisLock.of(
                "bull:" + bench.test.name(),
                Workbench.redis(),
                LockOptions.builder().leaseTime(Duration.ofMillis(150)).build());
        bench.start(bench.worker(job -> {
                    started.add(job.id());
                    Workbench.awaitStubbornly(gate);
                    return "done";
                })
                .singleRunning(lock, WhenTaken.skip()));
        var id = bench.add("job");
        Workbench.next(started);
        bench.test.redis().del(lockKey);
        await().until(() -> bench.queue.getJobState(id) == JobState.ACTIVE
                && lock.tryLock()
                        .map(taken -> {
                            taken.close();
                            return true;
                        })
                        .orElse(false));

        gate.countDown();

        await().until(() -> bench.queue.getJobState(id) == JobState.FAILED);
    }

    @Test
    void holdsOverServersOfWhichAMinorityIsGone() throws Exception {
        var servers = Stream.generate(EmbeddedRedis::start).limit(3).toList();
        var connections = servers.stream()
                .map(server -> RedisConnection.connect(server.uri()))
                .toList();
        try {
            servers.get(1).kill();
            bench.start(bench.worker(this::untilOpened)
                    .concurrency(2)
                    .singleRunning(Redlock.of("report", connections), WhenTaken.skip()));
            var first = bench.add("first");
            assertThat(Workbench.next(started)).isEqualTo(first);
            var second = bench.add("second");

            await().until(() -> bench.queue.getJobState(second) == JobState.COMPLETED);
            gate.countDown();
            await().until(() -> bench.queue.getJobState(first) == JobState.COMPLETED);
        } finally {
            bench.close();
            connections.forEach(RedisConnection::close);
            servers.forEach(EmbeddedRedis::close);
        }
    }

    @Test
    void aJobIsPutAsideWhileNobodyCanTellWhetherTheLockIsTaken() throws Exception {
        var servers = Stream.generate(EmbeddedRedis::start).limit(3).toList();
        var connections = servers.stream()
                .map(server -> RedisConnection.connect(server.uri()))
                .toList();
        try {
            List.of(0, 1).forEach(i -> servers.get(i).pause());
            var options =
                    LockOptions.builder().serverTimeout(Duration.ofMillis(50)).build();
            gate.countDown();
            bench.start(bench.worker(this::untilOpened)
                    .singleRunning(Redlock.of("report", connections, options), WhenTaken.delay(Duration.ofMillis(20))));
            var id = bench.add("job");
            await().until(() -> bench.eventsOf(id).stream().anyMatch(event -> event.startsWith("delayed ")));
            assertThat(started).isEmpty();

            List.of(0, 1).forEach(i -> servers.get(i).resume());

            assertThat(Workbench.next(started)).isEqualTo(id);
            await().until(() -> bench.queue.getJobState(id) == JobState.COMPLETED);
            assertThat(bench.queue.getJob(id).orElseThrow().attemptsMade()).isEqualTo(1);
        } finally {
            bench.close();
            connections.forEach(RedisConnection::close);
            servers.forEach(EmbeddedRedis::close);
        }
    }

    @Test
    void refusesADelayThatMakesNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WhenTaken.delay(Duration.ofMillis(-1)))
                .withMessageStartingWith("delay must be between 0 ms");
    }
}
