package io.taurine.interop;

import static io.taurine.testkit.TaurineAssertions.assertThatQueue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.lettuce.core.Range;
import io.taurine.interop.Side.NewJob;
import io.taurine.interop.Side.WorkerSetup;
import io.taurine.queue.Queue;
import io.taurine.queue.RateLimit;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits that one side sets hold for the workers of both. */
@RequiresNode
@RedisTest
final class LimitsAcrossLanguagesIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    static final Sides SIDES = new Sides();

    private static JsonNode node(TestQueue queue, String operation, @Nullable Object... arguments) {
        var all = new ArrayList<@Nullable Object>(List.of("queue", queue.name()));
        all.addAll(List.of(arguments));
        return SIDES.peer().call(operation, all.toArray());
    }

    private static Queue<JsonNode> java(TestQueue queue) {
        return SIDES.java(queue).queue();
    }

    private static void addMany(TestQueue queue, int jobs, String name, Map<String, ?> data) {
        SIDES.java(queue)
                .addBulk(IntStream.range(0, jobs)
                        .mapToObj(n -> new NewJob(name, data, Option.NONE))
                        .toList());
    }

    @Test
    void eachReadsWhatTheOtherSet(TestQueue queue) {
        node(queue, "setGlobalConcurrency", "concurrency", 3);
        node(queue, "setGlobalRateLimit", "max", 7, "duration", 2500);
        assertThat(java(queue).getGlobalConcurrency()).hasValue(3);
        assertThat(java(queue).getGlobalRateLimit()).contains(new RateLimit(7, Duration.ofMillis(2500)));
        assertThat(java(queue).getMeta().version())
                .hasValueSatisfying(version -> assertThat(version).startsWith("bullmq:"));

        java(queue).setGlobalConcurrency(4);
        java(queue).setGlobalRateLimit(8, Duration.ofSeconds(3));
        assertThat(node(queue, "getGlobalConcurrency").asInt()).isEqualTo(4);
        assertThat(node(queue, "getGlobalRateLimit").toString()).isEqualTo("{\"max\":8,\"duration\":3000}");
        var meta = node(queue, "getMeta");
        assertThat(meta.path("concurrency").asInt()).isEqualTo(4);
        assertThat(meta.path("max").asInt()).isEqualTo(8);
        assertThat(meta.path("duration").asInt()).isEqualTo(3000);

        java(queue).removeGlobalConcurrency();
        java(queue).removeGlobalRateLimit();
        assertThat(node(queue, "getGlobalConcurrency").isNull()).isTrue();
        assertThat(node(queue, "getGlobalRateLimit").isNull()).isTrue();
    }

    @Test
    void eachSeesTheRateLimitOfTheOther(TestQueue queue) {
        java(queue).rateLimit(MINUTE);
        assertThat(node(queue, "getRateLimitTtl").asLong()).isBetween(50_000L, 60_000L);
        assertThat(node(queue, "getRateLimitTtl", "max", 5).asLong()).isBetween(50_000L, 60_000L);
        assertThat(node(queue, "removeRateLimitKey").asInt()).isEqualTo(1);
        assertThat(java(queue).getRateLimitTtl()).isZero();

        node(queue, "rateLimit", "ms", 60_000);
        assertThat(java(queue).getRateLimitTtl()).isBetween(Duration.ofSeconds(50), MINUTE);
        assertThat(java(queue).removeRateLimitKey()).isTrue();
        assertThat(node(queue, "removeRateLimitKey").asInt()).isZero();
    }

    @Test
    void aMixedFleetNeverRunsMoreThanTheGlobalConcurrencyAllows(TestQueue queue) {
        node(queue, "setGlobalConcurrency", "concurrency", 3);
        addMany(queue, 300, "echo", Map.of());
        var fleet = WorkerSetup.DEFAULT.withConcurrency(10);
        SIDES.node(queue).startWorker(fleet);
        SIDES.java(queue).startWorker(fleet);
        SIDES.node(queue).startWorker(fleet);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThatQueue(queue).hasCompleted(300));

        // Each event is written in the step that moves its job: their order tells how many were active at any time.
        int active = 0;
        int most = 0;
        for (var event : events(queue)) {
            active += event.equals("active") ? 1 : event.equals("completed") ? -1 : 0;
            most = Math.max(most, active);
        }
        assertThat(most).isEqualTo(3);
        assertThat(active).isZero();
    }

    @Test
    void aNodeWorkerGoesOnAtOnceWhenWeRaiseTheGlobalConcurrency(TestQueue queue) {
        java(queue).setGlobalConcurrency(1);
        var worker =
                SIDES.peer().startWorker(queue.name(), Map.of("concurrency", 4, "drainDelay", 60, "behaviour", "gate"));
        addMany(queue, 3, "gate", Map.of("gate", queue.name()));
        worker.awaitRuns(1);

        java(queue).setGlobalConcurrency(3);

        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(worker.runs()).hasSize(3));
        SIDES.peer().openGate(queue.name());
        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(3));
    }

    @Test
    void aMixedFleetStartsNoMoreJobsPerWindowThanTheGlobalRateLimitAllows(TestQueue queue) {
        var window = 400L;
        java(queue).setGlobalRateLimit(5, Duration.ofMillis(window));
        addMany(queue, 25, "echo", Map.of());
        SIDES.node(queue).startWorker(WorkerSetup.DEFAULT.withConcurrency(10));
        SIDES.java(queue).startWorker(WorkerSetup.DEFAULT.withConcurrency(10));

        await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(25));

        // A window begins with the first job that starts in it.
        var begin = Long.MIN_VALUE / 2;
        var started = 0;
        for (var millis : instantsOf(queue, "active")) {
            if (millis >= begin + window - 2) {
                begin = millis;
                started = 0;
            }
            started++;
            assertThat(started).isLessThanOrEqualTo(5);
        }
    }

    @Test
    void aRateLimitOfANodeProcessorHoldsOurWorkerBack(TestQueue queue) {
        SIDES.peer().startWorker(queue.name(), Map.of("limiter", Map.of("max", 100, "duration", 1000)));
        var id = java(queue).add("rateLimit", Json.of(Map.of("ms", 1500))).id();
        await().untilAsserted(() -> assertThat(java(queue).getRateLimitTtl(100)).isPositive());

        try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), job -> "java")
                .limiter(100, Duration.ofSeconds(1))
                .start()) {
            await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(1));
        }

        assertLimited(queue, id, 1500);
    }

    @Test
    void aRateLimitOfOurProcessorHoldsANodeWorkerBack(TestQueue queue) {
        try (var worker = Worker.of(queue.name(), JsonNode.class, SIDES.redis(), job -> {
                    if (job.job().attemptsStarted() == 1) {
                        job.rateLimit(Duration.ofMillis(1500));
                    }
                    return "java";
                })
                .limiter(100, Duration.ofSeconds(1))
                .start()) {
            var id = java(queue).add("echo", Json.of(Map.of())).id();
            await().untilAsserted(
                            () -> assertThat(java(queue).getRateLimitTtl(100)).isPositive());
            SIDES.peer().startWorker(queue.name(), Map.of("limiter", Map.of("max", 100, "duration", 1000)));

            await().untilAsserted(() -> assertThatQueue(queue).hasCompleted(1));

            assertLimited(queue, id, 1500);
        }
    }

    /** It went back to the line, nothing started meanwhile, and its attempts were not touched. */
    private static void assertLimited(TestQueue queue, String id, long millis) {
        var job = java(queue).getJob(id).orElseThrow();
        assertThat(job.attemptsMade()).isEqualTo(1);
        assertThat(job.attemptsStarted()).isEqualTo(2);
        assertThat(events(queue)).containsSubsequence("active", "waiting", "active", "completed");
        var starts = instantsOf(queue, "active");
        assertThat(starts.get(1) - starts.get(0)).isGreaterThanOrEqualTo(millis - 2);
    }

    private static List<String> events(TestQueue queue) {
        return queue.redis().xrange(queue.key("events"), Range.unbounded()).stream()
                .map(event -> String.valueOf(event.getBody().get("event")))
                .toList();
    }

    private static List<Long> instantsOf(TestQueue queue, String name) {
        return queue.redis().xrange(queue.key("events"), Range.unbounded()).stream()
                .filter(event -> name.equals(event.getBody().get("event")))
                .map(event -> Long.parseLong(event.getId().split("-", 2)[0]))
                .toList();
    }
}
