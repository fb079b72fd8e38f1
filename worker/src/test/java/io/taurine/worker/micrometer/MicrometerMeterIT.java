package io.taurine.worker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@RedisTest
@Timeout(60)
class MicrometerMeterIT {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TestQueue keys;
    private final RedisConnection redis;
    private final Queue<String> queue;

    MicrometerMeterIT(TestQueue keys) {
        this.keys = keys;
        redis = RedisConnection.connect(keys.redisUri());
        queue = Queue.of(keys.name(), String.class, redis);
    }

    @AfterEach
    void close() {
        queue.close();
        redis.close();
    }

    private long timed(String metric, String... tags) {
        var timer = registry.find(metric).tags(tags).timer();
        return timer == null ? 0 : timer.count();
    }

    @Test
    void timesRunsByOutcomeAndCountsRetriesAndBatches() {
        queue.add("good", "x");
        queue.add("bad", "x", JobOptions.builder().attempts(2).build());
        var delay = Duration.ofHours(1);
        queue.add(
                "late",
                "x",
                JobOptions.builder()
                        .delay(delay)
                        .timestamp(Instant.now().minus(delay))
                        .build());

        try (var worker = Worker.of(keys.name(), String.class, redis, job -> {
                    if (job.name().equals("bad")) {
                        throw new IllegalStateException("on purpose");
                    }
                    return null;
                })
                .concurrency(10)
                .meter(MicrometerMeter.of(registry))
                .start()) {
            await().untilAsserted(() -> {
                assertThat(timed("taurine.job.time", "queue", keys.name(), "job", "good", "outcome", "completed"))
                        .isEqualTo(1);
                assertThat(timed("taurine.job.time", "job", "late", "outcome", "completed"))
                        .isEqualTo(1);
                assertThat(timed("taurine.job.time", "job", "bad", "outcome", "retried"))
                        .isEqualTo(1);
                assertThat(timed("taurine.job.time", "job", "bad", "outcome", "failed"))
                        .isEqualTo(1);
            });
            assertThat(registry.get("taurine.job.retries").counter().count()).isEqualTo(1);
            assertThat(timed("taurine.job.wait", "job", "bad"))
                    .as("first runs only")
                    .isEqualTo(1);
            assertThat(registry.get("taurine.job.wait")
                            .tag("job", "late")
                            .timer()
                            .max(TimeUnit.MINUTES))
                    .as("a delay is no wait")
                    .isLessThan(30);
            assertThat(registry.get("taurine.claim.size").summary().totalAmount())
                    .isEqualTo(4);
            assertThat(registry.get("taurine.settle.size").summary().totalAmount())
                    .isEqualTo(4);
            assertThat(worker.isRunning()).isTrue();
        }
    }

    @Test
    void gaugesShowTheWorkersOfAQueueUntilTheyClose() {
        var running = new CountDownLatch(1);
        var meter = MicrometerMeter.builder(registry).tag("service", "mail").build();
        queue.add("work", "x");

        try (var worker = Worker.of(keys.name(), String.class, redis, job -> {
                    running.await();
                    return null;
                })
                .concurrency(7)
                .meter(meter)
                .start()) {
            await().until(() -> registry.get("taurine.worker.running").gauge().value() == 1);
            assertThat(registry.get("taurine.worker.concurrency")
                            .tags("service", "mail", "queue", keys.name())
                            .gauge()
                            .value())
                    .isEqualTo(7);
            assertThat(registry.get("taurine.worker.fetch.age").timeGauge().value(TimeUnit.SECONDS))
                    .isBetween(0.0, 30.0);
            running.countDown();
            assertThat(worker.concurrency()).isEqualTo(7);
        }

        assertThat(registry.get("taurine.worker.concurrency").gauge().value()).isZero();
        assertThat(registry.get("taurine.worker.fetch.age").timeGauge().value()).isNaN();
    }

    @Test
    void namesBeyondTheBoundCountAsOther() {
        var meter = MicrometerMeter.builder(registry).maxJobNames(3).build();
        IntStream.range(0, 10).forEach(i -> queue.add("name" + i, "x"));

        try (var worker = Worker.of(keys.name(), String.class, redis, job -> null)
                .meter(meter)
                .start()) {
            await().until(() -> timed("taurine.job.time", "job", "other") == 7);
            assertThat(registry.find("taurine.job.time").timers()).hasSize(4);
            assertThat(worker.queueName()).isEqualTo(keys.name());
        }
    }

    @Test
    void countsStallsAndLostLocks() {
        var stuck = new CountDownLatch(1);
        var meter = MicrometerMeter.of(registry);
        var id = queue.add("work", "x").id();
        try (var worker = Worker.of(keys.name(), String.class, redis, job -> {
                    stuck.await();
                    return null;
                })
                .lockDuration(Duration.ofMillis(100))
                .stalledInterval(Duration.ofMillis(50))
                .meter(meter)
                .start()) {
            await().until(() -> worker.runningJobs() == 1);
            keys.redis().set(keys.key(id + ":lock"), "somebody else");
            await().until(() -> registry.find("taurine.locks.lost").counter() != null);
            keys.redis().del(keys.key(id + ":lock"));
            await().until(() -> registry.find("taurine.jobs.stalled").counter() != null);
            stuck.countDown();
        }
        assertThat(registry.get("taurine.jobs.stalled")
                        .tag("queue", keys.name())
                        .counter()
                        .count())
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    void gaugesOfAQueueComeFromOneCall() {
        try (var gauges = QueueGauges.bind(queue, registry)) {
            queue.add("work", "x");
            assertThat(gauges).isNotNull();
            await().untilAsserted(() -> assertThat(registry.get("taurine.queue.jobs")
                            .tags("queue", keys.name(), "state", "completed")
                            .gauge()
                            .value())
                    .isZero());
            assertThat(registry.find("taurine.queue.jobs").gauges()).hasSize(JobState.values().length - 1);
        }
        assertThat(registry.find("taurine.queue.jobs").gauges()).isEmpty();
    }
}
