package io.taurine.server.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.override.OverrideBinding;
import io.taurine.server.override.Overrides;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two servers run; somebody changes a setting with redis-cli; both go by it. */
class RunnerOverridesIT extends OnRedis {

    private final RedisConnection connection;
    private final List<Overrides> overrides = new ArrayList<>();
    private final CountDownLatch go = new CountDownLatch(1);
    private final Definition<JsonNode> work = Definition.of("work", JsonNode.class, (params, context) -> {
                go.await();
                return "done";
            })
            .processConcurrency(1)
            .build();
    private final List<JobRunner> runners = new ArrayList<>();

    RunnerOverridesIT(TestQueue queue) {
        super(queue);
        connection = RedisConnection.connect(queue.redisUri());
    }

    @AfterEach
    void close() {
        go.countDown();
        overrides.forEach(Overrides::close);
        bench.close();
        connection.close();
    }

    private void startTwo() {
        server();
        server();
    }

    private JobRunner one() {
        return runners.get(0);
    }

    private JobRunner other() {
        return runners.get(1);
    }

    private void server() {
        var made = new AtomicReference<JobRunner>();
        var settings = Overrides.of(Definitions.of(work))
                .starter(OverrideBinding.startingOn(made::get))
                .lookInterval(Duration.ofMillis(50))
                .inRedis(connection, bench.prefix());
        overrides.add(settings);
        var runner = bench.start(setup -> setup.settings(settings), work);
        made.set(runner);
        OverrideBinding.bind(settings, runner);
        runners.add(runner);
    }

    /** As a person types it. */
    private String key() {
        return "taurine::settings:{" + bench.prefix() + ":overrides}:work";
    }

    private void set(String field, String value) {
        bench.test.redis().hset(key(), field, value);
        awaitSeen(field, Optional.of(value));
    }

    private void awaitSeen(String field, Optional<String> value) {
        await().atMost(RunnerBench.SOON)
                .untilAsserted(() -> assertThat(overrides)
                        .allSatisfy(
                                seen -> assertThat(seen.list().get(0).override().field(field))
                                        .isEqualTo(value)));
    }

    private long running() {
        return one().executor().counts("work").getOrDefault(JobStatus.RUNNING, 0L);
    }

    @Test
    void disabledByHandBothTakeNoJobsUntilItIsEnabledAgain() {
        startTwo();

        set("enabled", "false");

        await().until(() ->
                !one().executor().isEnabled("work") && !other().executor().isEnabled("work"));
        assertThatExceptionOfType(DefinitionDisabledException.class).isThrownBy(() -> bench.run("work"));
        bench.test.redis().hdel(key(), "enabled");
        await().until(() ->
                one().executor().isEnabled("work") && other().executor().isEnabled("work"));
        go.countDown();
        bench.awaitStatus(bench.run("work"), JobStatus.SUCCEEDED);
    }

    @Test
    void disabledWhileNoServerRanItStaysSo() {
        bench.test.redis().hset(key(), "enabled", "false");

        startTwo();

        assertThat(one().executor().isEnabled("work")).isFalse();
        assertThat(other().executor().isEnabled("work")).isFalse();
    }

    @Test
    void aTimeoutAppliesToRunsThatBeginAfterIt() {
        startTwo();

        set("timeout", "100ms");

        bench.awaitStatus(bench.run("work"), JobStatus.TIMED_OUT);
    }

    @Test
    void retryAndPriorityApplyToJobsStartedAfterIt() {
        startTwo();
        var before = bench.run("work");

        bench.test.redis().hset(key(), Map.of("retry.attempts", "4", "priority", "LOW"));
        awaitSeen("priority", Optional.of("LOW"));

        await().untilAsserted(() -> {
            var after = bench.view(bench.run("work"));
            assertThat(after.maxAttempts()).isEqualTo(4);
            assertThat(after.priority()).isEqualTo(1_000);
        });
        assertThat(bench.view(before).maxAttempts()).isEqualTo(1);
        assertThat(bench.view(before).priority()).isZero();
    }

    @Test
    void concurrencyAppliesToRunningWorkers() {
        startTwo();
        for (int i = 0; i < 5; i++) {
            bench.run("work");
        }
        await().until(() -> running() == 2);

        set("processConcurrency", "2");
        await().until(() -> running() == 4);

        set("concurrency", "3");
        try (var queue = bench.plainQueue("work", connection)) {
            await().until(() -> queue.getGlobalConcurrency().equals(OptionalInt.of(3)));
            bench.test.redis().hdel(key(), "concurrency");
            await().until(() -> queue.getGlobalConcurrency().isEmpty());
        }
    }

    @Test
    void aLockLifetimeAppliesToTheNextRunsAndWhatRunsEndsAsItBegan() {
        startTwo();
        var before = bench.run("work");
        bench.awaitStatus(before, JobStatus.RUNNING);

        set("lockLifetime", "10m");

        await().untilAsserted(() -> {
            var after = bench.run("work");
            bench.awaitStatus(after, JobStatus.RUNNING);
            var lock = bench.prefix() + ":work:" + after.substring(after.indexOf(':') + 1) + ":lock";
            assertThat(bench.test.redis().pttl(lock)).isGreaterThan(60_000);
        });
        go.countDown();
        assertThat(bench.awaitStatus(before, JobStatus.SUCCEEDED).attemptsMade())
                .isEqualTo(1);
    }

    @Test
    void aScheduleIsMadeChangedAndTakenAway() {
        startTwo();

        set("schedule", "every 1h");
        await().until(() -> bench.scheduler().find("work").isPresent());
        set("schedule", "every 2h");
        await().untilAsserted(() -> assertThat(
                        bench.scheduler().find("work").orElseThrow().request().schedule())
                .isEqualTo(Schedule.every(Duration.ofHours(2))));
        set("retry.attempts", "3");
        try (var queue = bench.plainQueue("work", connection)) {
            await().untilAsserted(() -> assertThat(queue.getJobScheduler("work")
                            .orElseThrow()
                            .template()
                            .options()
                            .attempts())
                    .isEqualTo(3));
        }
        bench.test.redis().hdel(key(), "schedule");
        await().until(() -> bench.scheduler().find("work").isEmpty());
    }

    @Test
    void runNowStartsOneJobThoughTwoServersSeeIt() {
        startTwo();

        bench.test.redis().hset(key(), "runNow", "{\"a\":1}");

        await().until(() -> running() == 1);
        await().until(() ->
                bench.test.redis().hgetall(key()).keySet().stream().noneMatch(field -> field.startsWith("runNow")));
        go.countDown();
        await().until(() -> one().executor().counts("work").getOrDefault(JobStatus.SUCCEEDED, 0L) == 1);
        assertThat(running()).isZero();
    }
}
