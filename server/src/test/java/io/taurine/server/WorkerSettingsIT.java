package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the settings of a process do to the jobs that it runs. */
@RedisTest
@Timeout(120)
class WorkerSettingsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;
    private final TestServers servers;
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    WorkerSettingsIT(TestQueue keysOf, @TempDir Path folder) {
        this.keysOf = keysOf;
        servers = new TestServers(keysOf, folder).with("LEASE_DURATION_SECONDS", "600");
    }

    @AfterEach
    void close() {
        release.countDown();
        servers.close();
    }

    private Definition<?> waiting(String key) {
        return Definition.of(key, JsonNode.class, (params, context) -> {
                    running.incrementAndGet();
                    release.await(1, TimeUnit.MINUTES);
                    return null;
                })
                .build();
    }

    private static String start(TaurineServer server, String key) {
        return server.runner().executor().start(StartRequest.of(key).build()).jobId();
    }

    private static JobStatus status(TaurineServer server, String job) {
        return server.runner().executor().find(job).orElseThrow().status();
    }

    /** The key of a job in Redis. */
    private String key(String job) {
        return servers.prefix() + ":" + job;
    }

    private void awaitRunning(int runs) {
        await().atMost(SOON).untilAsserted(() -> assertThat(running.get()).isEqualTo(runs));
    }

    @Test
    void heartbeatRenewsLocks() {
        servers.with("HEARTBEAT_INTERVAL_SECONDS", "1");
        var server = servers.start(waiting("wait"));
        var lock = key(start(server, "wait")) + ":lock";
        awaitRunning(1);
        LongSupplier left = () -> keysOf.redis().pttl(lock);

        keysOf.redis().pexpire(lock, 300_000);

        // By itself it would be renewed when half of the ten minutes are over.
        await().atMost(SOON).untilAsserted(() -> assertThat(left.getAsLong()).isGreaterThan(400_000));
    }

    @Test
    void progressAndTouchRenewTheLockAtOnce() {
        servers.with("HEARTBEAT_INTERVAL_SECONDS", "300");
        var steps = new SynchronousQueue<Consumer<JobContext>>();
        var server = servers.start(Definition.of("steps", JsonNode.class, (params, context) -> {
                    running.incrementAndGet();
                    for (var step = 0; step < 2; step++) {
                        steps.take().accept(context);
                    }
                    release.await(1, TimeUnit.MINUTES);
                    return null;
                })
                .build());
        var lock = key(start(server, "steps")) + ":lock";
        awaitRunning(1);
        List<Consumer<JobContext>> calls = List.of(context -> context.progress(1, 2, "half"), JobContext::touch);

        for (var call : calls) {
            // Short of what a heartbeat would renew by itself within this test.
            keysOf.redis().pexpire(lock, 100_000);
            assertThat(offer(steps, call)).isTrue();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(keysOf.redis().pttl(lock)).isGreaterThan(400_000));
        }
    }

    private static <T> boolean offer(SynchronousQueue<T> queue, T item) {
        try {
            return queue.offer(item, 1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void lockLifetimeIsThatOfDefinitionsThatDoNotSay() {
        var server = servers.start(waiting("wait"));
        var job = start(server, "wait");
        awaitRunning(1);

        assertThat(keysOf.redis().pttl(key(job) + ":lock")).isBetween(200_000L, 600_000L);
    }

    @Test
    void aCancellationThatNoMessageTellsOfIsSeenWithinTheCancelCheckInterval() {
        servers.with("HEARTBEAT_INTERVAL_SECONDS", "300")
                .with("CANCEL_CHECK_INTERVAL_MS", "50")
                .with("CANCEL_GRACE_MS", "0");
        var server = servers.start(waiting("wait"));
        var job = start(server, "wait");
        awaitRunning(1);

        var token = keysOf.redis().get(key(job) + ":lock");
        keysOf.redis().hset(key(job), "cancelled", "{\"token\":\"" + token + "\",\"reason\":\"by hand\"}");

        await().atMost(SOON).untilAsserted(() -> assertThat(status(server, job)).isEqualTo(JobStatus.CANCELLED));
    }

    @Test
    void aJobThatNoMessageTellsOfIsSeenWithinThePollInterval() {
        servers.with("POLL_INTERVAL_MS", "20");
        release.countDown();
        var server = servers.start(waiting("wait"));
        var jobs = IntStream.range(0, 10)
                .mapToObj(number -> server.runner()
                        .executor()
                        .start(StartRequest.of("wait")
                                .delay(Duration.ofHours(1))
                                .build())
                        .jobId())
                .toList();

        // One by one, without the marker that wakes a worker: each would be seen after seconds.
        for (var job : jobs) {
            var id = job.substring("wait:".length());
            keysOf.redis().zrem(servers.prefix() + ":wait:delayed", id);
            keysOf.redis().lpush(servers.prefix() + ":wait:wait", id);
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .untilAsserted(() -> assertThat(status(server, job)).isEqualTo(JobStatus.SUCCEEDED));
        }

        var first = server.runner()
                .executor()
                .find(jobs.get(0))
                .orElseThrow()
                .endedAt()
                .orElseThrow();
        var last = server.runner()
                .executor()
                .find(jobs.get(9))
                .orElseThrow()
                .endedAt()
                .orElseThrow();
        assertThat(Duration.between(first, last)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void maxConcurrencyBoundsTheRunsOfAllDefinitionsTogether() {
        servers.with("MAX_CONCURRENT_EXECUTIONS", "3");
        assertThat(mostAtOnce(3)).isEqualTo(3);
    }

    @Test
    void lockLimitBoundsThemToo() {
        servers.with("TAURINE_WORKER_LOCK_LIMIT", "2");
        assertThat(mostAtOnce(2)).isEqualTo(2);
    }

    @Test
    void defaultConcurrencyBoundsTheRunsOfADefinitionThatDoesNotSay() {
        servers.with("JOB_WORKER_CONCURRENCY", "1");
        assertThat(mostAtOnce(2)).isEqualTo(2);
    }

    /** Of two definitions with eight jobs each, none of which ends before that many run. */
    private int mostAtOnce(int awaited) {
        var reached = new CountDownLatch(awaited);
        var most = new AtomicInteger();
        var server = servers.start(meeting("left", reached, most), meeting("right", reached, most));

        var jobs = IntStream.range(0, 16)
                .mapToObj(number -> start(server, number % 2 == 0 ? "left" : "right"))
                .toList();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jobs)
                        .allSatisfy(job -> assertThat(status(server, job)).isEqualTo(JobStatus.SUCCEEDED)));
        return most.get();
    }

    private Definition<?> meeting(String key, CountDownLatch reached, AtomicInteger most) {
        return Definition.of(key, JsonNode.class, (params, context) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    reached.countDown();
                    reached.await(1, TimeUnit.MINUTES);
                    running.decrementAndGet();
                    return null;
                })
                .build();
    }
}
