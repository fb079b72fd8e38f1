package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static io.taurine.server.TestServers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that start before their database does. */
@RedisTest
@Timeout(180)
class DatabaseLaterIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestServers servers;

    DatabaseLaterIT(TestQueue keysOf, @TempDir Path folder) {
        servers = new TestServers(keysOf, folder)
                .with("DB_POOL_CONNECTION_TIMEOUT_MS", "250")
                .yaml("schedules: [{id: now-and-then, version: 1, definition: echo, schedule: every 1h}]");
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String start(TaurineServer api, int n) {
        return post(api, "/v1/jobs", "{\"definitionKey\":\"echo\",\"params\":{\"n\":" + n + "}}")
                .body()
                .path("jobId")
                .asText();
    }

    private static void awaitSucceeded(TaurineServer api, List<String> jobs) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jobs)
                        .allSatisfy(job -> assertThat(get(api, "/v1/jobs/" + job)
                                        .body()
                                        .path("status")
                                        .asText())
                                .isEqualTo("succeeded")));
    }

    private static JsonNode check(TaurineServer api, String name) {
        for (var check : get(api, "/v1/health").body().path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("There is no check " + name);
    }

    @Test
    void jobsRunInServersOfEachRoleAndTheHistoryCatchesUpWhenTheDatabaseComes() throws IOException {
        var port = freePort();
        servers.with(
                "DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&connectTimeout=5");
        var api = servers.with("TAURINE_ROLES", "api").start();
        servers.with("TAURINE_ROLES", "worker").start();
        servers.with("TAURINE_ROLES", "scheduler").start();

        var jobs = IntStream.range(0, 10).mapToObj(n -> start(api, n)).toList();
        awaitSucceeded(api, jobs);
        assertThat(get(api, "/v1/schedules/now-and-then").body().path("system").asBoolean())
                .isTrue();
        for (var call :
                List.of("/executions", "/events", "/audit", "/metrics/summary", "/jobs/" + jobs.get(0) + "/events")) {
            var refused = get(api, "/v1" + call);
            assertThat(refused.status()).as(call).isEqualTo(503);
            assertThat(refused.body().path("code").asText()).as(call).isEqualTo("history_unavailable");
        }
        assertThat(check(api, "database").path("status").asText()).isEqualTo("down");
        assertThat(get(api, "/v1/health/ready").status()).isEqualTo(200);

        try (var postgres = EmbeddedPostgres.builder().setPort(port).start()) {
            assertThat(postgres.getPort()).isEqualTo(port);
            await().atMost(SOON).untilAsserted(() -> {
                var kept = get(api, "/v1/executions?definitionKey=echo&limit=100");
                assertThat(kept.status()).isEqualTo(200);
                assertThat(kept.body().path("items"))
                        .filteredOn(one -> one.path("status").asText().equals("succeeded"))
                        .extracting(one -> one.path("jobId").asText())
                        .containsAll(jobs)
                        .doesNotHaveDuplicates();
            });
            await().atMost(SOON).untilAsserted(() -> {
                assertThat(api.history().definitions().find("echo")).isPresent();
                assertThat(api.history().schedules().find("now-and-then"))
                        .get()
                        .satisfies(entry -> assertThat(entry.isSystem()).isTrue());
                assertThat(check(api, "database").path("status").asText()).isEqualTo("up");
                assertThat(check(api, "history").path("status").asText()).isEqualTo("up");
            });
            awaitSucceeded(api, List.of(start(api, 10)));
            servers.close();
        }
    }

    @Test
    void oneServerWithAllRolesStartsAndStopsWithoutADatabase() throws IOException {
        var server = servers.with("DATABASE_URL", "postgres://ada:secret@127.0.0.1:" + freePort() + "/jobs")
                .start();

        awaitSucceeded(server, List.of(start(server, 1)));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(server, "/v1/executions")
                                .body()
                                .path("detail")
                                .asText())
                        .contains("cannot be reached")
                        .doesNotContain("secret"));
    }
}
