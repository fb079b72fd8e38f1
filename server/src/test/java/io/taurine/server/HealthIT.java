package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running server says of its health: one test for each finding. */
@RedisTest
@Timeout(120)
class HealthIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;
    private final TestServers servers;

    HealthIT(TestQueue keysOf, @TempDir Path folder) {
        this.keysOf = keysOf;
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static JsonNode check(TaurineServer server, String name) {
        for (var check : get(server, "/v1/health").body().path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("There is no check " + name);
    }

    private static void awaitDown(TaurineServer server, String name) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(check(server, name).path("status").asText()).isEqualTo("down"));
    }

    private TaurineServer startApi() {
        return servers.with("TAURINE_ROLES", "api").start();
    }

    private static void schedule(TaurineServer server, String id) {
        server.runner()
                .scheduler()
                .schedule(new ScheduleRequest(
                        id,
                        "echo",
                        OptionalInt.empty(),
                        Schedule.every(Duration.ofHours(1)),
                        NullNode.getInstance(),
                        Overlap.ALLOW,
                        ScheduleRequest.MissedRuns.SKIP));
    }

    @Test
    void aServerThatIsWellIsLiveAndReadyAndAllChecksAreUp() {
        var server = servers.start();

        assertThat(get(server, "/v1/health/live").status()).isEqualTo(200);
        assertThat(get(server, "/v1/health/ready").status()).isEqualTo(200);
        var health = get(server, "/v1/health").body();
        assertThat(health.path("status").asText()).isEqualTo("up");
        assertThat(health.path("checks"))
                .extracting(check -> check.path("name").asText())
                .containsExactly(
                        "runner",
                        "redis",
                        "database",
                        "history",
                        "stale-locks",
                        "missed-schedules",
                        "schedules-without-next-run",
                        "workers");
        assertThat(health.path("checks"))
                .allSatisfy(check -> assertThat(check.path("status").asText()).isEqualTo("up"));
    }

    @Test
    void aJobThatLostItsLockIsFound() {
        var server = startApi();
        var job = server.runner()
                .executor()
                .start(StartRequest.of("echo")
                        .params(TestServers.object().put("message", "hi"))
                        .build())
                .jobId();

        keysOf.redis().lrem(servers.prefix() + ":echo:wait", 1, job.substring("echo:".length()));
        keysOf.redis().lpush(servers.prefix() + ":echo:active", job.substring("echo:".length()));

        awaitDown(server, "stale-locks");
        assertThat(get(server, "/v1/health").body().path("staleLocks").path("echo"))
                .extracting(JsonNode::asText)
                .containsExactly(job);
        assertThat(get(server, "/v1/health/ready").status()).isEqualTo(200);
    }

    @Test
    void aScheduleThatIsOverdueIsFound() {
        var server = startApi();
        schedule(server, "late");

        var overdue = Instant.now().minus(Duration.ofMinutes(10)).toEpochMilli();
        keysOf.redis().zadd(servers.prefix() + ":echo:repeat", (double) overdue, "late");

        awaitDown(server, "missed-schedules");
        assertThat(get(server, "/v1/health").body().path("missedSchedules"))
                .extracting(JsonNode::asText)
                .containsExactly("late");
    }

    @Test
    void aScheduleWithoutANextRunIsFound() {
        var server = startApi();
        schedule(server, "lost");

        try (var redis = RedisConnection.connect(keysOf.redisUri());
                var queue = Queue.of(
                        "echo",
                        JsonNode.class,
                        redis,
                        QueueOptions.builder().prefix(servers.prefix()).build())) {
            queue.removeJobScheduler("lost");
        }

        awaitDown(server, "schedules-without-next-run");
        assertThat(get(server, "/v1/health").body().path("schedulesWithoutNextRun"))
                .extracting(JsonNode::asText)
                .containsExactly("lost");
    }

    @Test
    void aWorkerThatDiedIsFoundAndOneThatCannotReachRedisIsNotReady() {
        var watching = startApi();
        try (var proxy = FaultProxy.to(keysOf.redisUri())) {
            servers.with("REDIS_URL", proxy.uri())
                    .with("TAURINE_ROLES", "api, worker")
                    .with("LEASE_DURATION_SECONDS", "1")
                    .with("TAURINE_WORKER_HEARTBEAT", "100ms")
                    .with("TAURINE_WORKER_CLOSE_TIMEOUT", "0")
                    .with("WORKER_ID", "doomed");
            var doomed = servers.start();
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(get(watching, "/v1/workers").body().path("items"))
                                    .extracting(worker -> worker.path("name").asText())
                                    .containsExactly("doomed"));

            proxy.cut();

            awaitDown(watching, "workers");
            assertThat(get(watching, "/v1/health").body().path("workersGone").has("doomed"))
                    .isTrue();
            assertThat(get(watching, "/v1/workers").body().path("items")).isEmpty();
            assertThat(get(doomed, "/v1/health/ready").status()).isEqualTo(503);
            assertThat(check(doomed, "redis").path("status").asText()).isEqualTo("down");
            assertThat(get(doomed, "/v1/health/live").status()).isEqualTo(200);
            proxy.heal();
            servers.close();
        }
    }

    @Test
    void aDatabaseThatIsAwayIsToldAndTheServerStaysReady() {
        try (var proxy = FaultProxy.to("localhost", TestPostgres.port())) {
            servers.with("DATABASE_URL", TestPostgres.url(proxy.port())).with("DB_POOL_CONNECTION_TIMEOUT_MS", "250");
            var server = startApi();

            proxy.cut();

            awaitDown(server, "database");
            assertThat(get(server, "/v1/health/ready").status()).isEqualTo(200);
            proxy.heal();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    check(server, "database").path("status").asText())
                            .isEqualTo("up"));
            servers.close();
        }
    }
}
