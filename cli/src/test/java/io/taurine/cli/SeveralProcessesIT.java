package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server as it is deployed: processes of different roles, one Redis, one PostgreSQL. Whichever has something in hand is killed,
 * and another one goes on with it. The second of each role comes when the first has what it is to lose, so that it is known who
 * has it.
 */
@RedisTest
@Timeout(400)
class SeveralProcessesIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    /** Stays in its first batch until somebody ends it. */
    private static final String ENDLESS = "{\"definitionKey\":\"process.batch\",\"maxAttempts\":3,"
            + "\"params\":{\"items\":[1,2],\"batchSize\":1,\"pauseMillis\":60000}}";

    @TempDir
    Path folder = Path.of("");

    private final List<ForkedJvm> started = new ArrayList<>();
    private final TestQueue redis;
    private final String prefix;
    private String database = "";

    SeveralProcessesIT(TestQueue redis) {
        this.redis = redis;
        this.prefix = redis.name();
    }

    /** One {@code taurine server}. */
    private record Server(String name, ForkedJvm process) {

        URI uri() {
            var line = process.awaitLine(told -> told.contains("http://"), SOON);
            var from = line.indexOf("http://");
            return URI.create(line.substring(from).split("/v1", 2)[0]);
        }
    }

    private Server start(String name, String roles) throws IOException {
        var config = Files.writeString(
                folder.resolve(name + ".yaml"),
                String.join(
                        "\n",
                        "roles: [" + roles + "]",
                        "data-folder: " + folder.resolve(name),
                        "redis: {url: '" + redis.redisUri() + "', prefix: '" + prefix + "'}",
                        "database: {url: '" + database + "'}",
                        "worker: {id: " + name + ", lock-lifetime: 2s, heartbeat: 500ms}",
                        ""));
        var process = ForkedJvm.of(Main.class)
                .args("server", "--config", config.toString(), "--port", "0")
                .maxHeapMegabytes(192)
                .start();
        started.add(process);
        return new Server(name, process);
    }

    @Test
    void anotherProcessGoesOnWithWhatAKilledOneHadInHand() throws IOException {
        try (var postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("max_connections", "60")
                .start()) {
            database = "postgres://postgres@localhost:" + postgres.getPort() + "/postgres";
            var front = start("front", "api, scheduler");
            var worker = start("worker", "worker");
            var job = aJobRunsInTheOnlyWorker(front, worker);
            await().atMost(SOON).until(() -> housekeeper().equals("front"));
            var other = start("other", "api, scheduler, worker");
            other.process().awaitLine(line -> line.contains("Ctrl-C ends it."), SOON);

            bothServersSeeAnOverrideWithinASecond(front.uri(), other.uri());
            aJobOfAKilledWorkerIsLostAndRunsAgain(front.uri(), job, worker, other);
            anotherTakesOverTheHouseAndTheHistory(front, other, job);
        } finally {
            started.forEach(ForkedJvm::close);
            redis.redis().keys(prefix + ":*").forEach(redis.redis()::del);
            redis.redis().keys("taurine::*" + prefix + "*").forEach(redis.redis()::del);
        }
    }

    private static void bothServersSeeAnOverrideWithinASecond(URI one, URI other) {
        var quickest = new AtomicLong(Long.MAX_VALUE);
        // A machine with much else to do may be late once, not each time.
        await().atMost(SOON).untilAsserted(() -> {
            put(one, "/v1/definitions/echo/override", "{\"enabled\":false}");
            var began = System.nanoTime();
            awaitStart(other, 409);
            quickest.accumulateAndGet(millisSince(began), Math::min);
            put(one, "/v1/definitions/echo/override", "{\"enabled\":true}");
            awaitStart(other, 201);
            assertThat(quickest.get()).isLessThan(1_000);
        });
    }

    private static void awaitStart(URI server, int status) {
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> call(server, "POST", "/v1/jobs", "{\"definitionKey\":\"echo\"}")
                                .status()
                        == status);
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static String aJobRunsInTheOnlyWorker(Server front, Server worker) {
        for (var server : List.of(front, worker)) {
            server.process().awaitLine(line -> line.contains("Ctrl-C ends it."), SOON);
        }
        var job = call(front.uri(), "POST", "/v1/jobs", ENDLESS)
                .body()
                .path("jobId")
                .asText();
        awaitRuns(front.uri(), job, worker);
        return job;
    }

    private static void awaitRuns(URI api, String job, Server worker) {
        await().atMost(SOON).untilAsserted(() -> {
            var view = get(api, "/v1/jobs/" + job);
            assertThat(view.path("status").asText()).isEqualTo("running");
            assertThat(view.path("worker").asText()).isEqualTo(worker.name());
        });
    }

    private static void aJobOfAKilledWorkerIsLostAndRunsAgain(URI api, String job, Server killed, Server next) {
        awaitExecution(api, job, "running", killed);

        killed.process().kill();

        awaitRuns(api, job, next);
        awaitExecution(api, job, "lost", killed);
        awaitExecution(api, job, "running", next);
    }

    /** One of its executions was so; a machine that stands still for a while may have made more of them. */
    private static void awaitExecution(URI api, String job, String status, Server worker) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                get(api, "/v1/jobs/" + job + "/executions").path("items"))
                        .anySatisfy(execution -> {
                            assertThat(execution.path("status").asText()).isEqualTo(status);
                            assertThat(execution.path("worker").asText()).isEqualTo(worker.name());
                        }));
    }

    private void anotherTakesOverTheHouseAndTheHistory(Server killed, Server next, String job) {
        killed.process().kill();

        await().atMost(SOON).untilAsserted(() -> assertThat(housekeeper()).isEqualTo(next.name()));
        assertThat(call(next.uri(), "POST", "/v1/jobs/" + job + "/cancel", "{}").status())
                .isEqualTo(200);
        awaitExecution(next.uri(), job, "cancelled", next);
    }

    /** Who holds the lease; empty for nobody. */
    private String housekeeper() {
        var holder = redis.redis().hget("taurine::lock:{" + prefix + "-housekeeping}", "holder");
        return holder == null ? "" : holder;
    }

    private record Answer(int status, JsonNode body) {}

    private static JsonNode get(URI server, String path) {
        return call(server, "GET", path, "").body();
    }

    private static void put(URI server, String path, String body) {
        assertThat(call(server, "PUT", path, body).status()).isIn(200, 201);
    }

    private static Answer call(URI server, String method, String path, String body) {
        var request = HttpRequest.newBuilder(server.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            var reply = CLIENT.send(request, BodyHandlers.ofString());
            return new Answer(reply.statusCode(), JSON.readTree(reply.body()));
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
