package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static io.taurine.server.TestServers.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.history.Execution;
import io.taurine.history.ExecutionFilter;
import io.taurine.history.Outcome;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What runs is written down by the servers, and read through the API. */
@RedisTest
@Timeout(120)
class HistoryIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestServers servers;

    HistoryIT(TestQueue keysOf, @TempDir Path folder) {
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static Definition<?> counting() {
        return Definition.of("count", JsonNode.class, (params, context) -> {
                    context.progress(1, 2, "half");
                    context.logger().info("counts");
                    return object().put("counted", params.path("n").asInt());
                })
                .build();
    }

    private static String count(TaurineServer server, int n) {
        return server.runner()
                .executor()
                .start(StartRequest.of("count").params(object().put("n", n)).build())
                .jobId();
    }

    private static List<Execution> executions(TaurineServer server) {
        return server.history()
                .executions()
                .list(ExecutionFilter.all(), "", 1_000)
                .items();
    }

    @Test
    void anExecutionIsReadThroughTheApiWithStatesProgressLogsAndResult() {
        var server = servers.start(counting());

        var job = count(server, 7);

        await().atMost(SOON).untilAsserted(() -> {
            var one = get(server, "/v1/executions/" + job + "/1").body();
            assertThat(one.path("status").asText()).isEqualTo("succeeded");
            assertThat(one.path("result").path("counted").asInt()).isEqualTo(7);
            assertThat(one.path("progress").toString()).contains("half");
            assertThat(one.path("worker").asText()).isEqualTo("w0");
        });
        assertThat(get(server, "/v1/executions?definitionKey=count").body().path("items"))
                .hasSize(1);
        assertThat(get(server, "/v1/executions/" + job + "/1/logs").body().path("items"))
                .anySatisfy(line -> assertThat(line.asText()).contains("counts"));
        assertThat(get(server, "/v1/jobs/" + job + "/events").body().path("items"))
                .extracting(step -> step.path("state").asText())
                .contains("active", "completed");
    }

    @Test
    void aRunThatGoesOnWhenItsDefinitionGoesAwayIsWrittenToItsEnd() {
        var gate = new CountDownLatch(1);
        var slow = Definition.of("slow", JsonNode.class, (params, context) -> {
                    gate.await();
                    return "done";
                })
                .build();
        var server = servers.start(slow, counting());
        server.runner().executor().start(StartRequest.of("slow").build());
        await().atMost(SOON).untilAsserted(() -> assertThat(executions(server)).hasSize(1));

        server.runner().definitions().replace(List.of(counting()));
        gate.countDown();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(executions(server))
                        .extracting(Execution::outcome)
                        .containsExactly(Outcome.SUCCEEDED));
    }

    @Test
    void theLocalRunnerIsWrittenDownToo() {
        var twice = Definition.of("twice", JsonNode.class, (params, context) -> {
                    context.logger().info("try {}", context.attempt());
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("not yet");
                    }
                    return "done";
                })
                .retry(RetryRule.fixed(2, Duration.ZERO))
                .build();
        var server = servers.with("TAURINE_RUNNER", "local").start(counting(), twice);

        var counted = count(server, 7);
        var tried = server.runner()
                .executor()
                .start(StartRequest.of("twice").build())
                .jobId();

        await().atMost(SOON).untilAsserted(() -> {
            var one = get(server, "/v1/executions/" + counted + "/1").body();
            assertThat(one.path("status").asText()).isEqualTo("succeeded");
            assertThat(one.path("result").path("counted").asInt()).isEqualTo(7);
            assertThat(one.path("progress").toString()).contains("half");
        });
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(server, "/v1/jobs/" + tried + "/executions")
                                .body()
                                .path("items"))
                        .extracting(one -> one.path("status").asText())
                        .containsExactly("succeeded", "retried"));
        var first = get(server, "/v1/executions/" + tried + "/1").body();
        assertThat(first.path("error").asText()).isEqualTo("not yet");
        assertThat(first.path("stackTrace").asText()).contains("HistoryIT");
        assertThat(get(server, "/v1/executions/" + tried + "/2/logs").body().path("items"))
                .singleElement()
                .satisfies(line -> assertThat(line.asText()).contains("try 2"));
        assertThat(get(server, "/v1/jobs/" + tried + "/events").body().path("items"))
                .extracting(step -> step.path("state").asText())
                .startsWith("waiting", "active")
                .endsWith("active", "completed");
    }

    @Test
    void twoServersOnOnePostgresWriteEachExecutionOnceAndOneGoesOnWhenTheOtherCloses() {
        servers.with("DATABASE_URL", TestPostgres.url());
        var first = servers.start(counting());
        var second = servers.start(counting());

        IntStream.range(0, 50).forEach(n -> count(n % 2 == 0 ? first : second, n));
        await().atMost(SOON).untilAsserted(() -> assertThat(ended(second)).isEqualTo(50));
        first.close();
        IntStream.range(0, 20).forEach(n -> count(second, n));

        await().atMost(SOON).untilAsserted(() -> assertThat(ended(second)).isEqualTo(70));
        assertThat(executions(second)).extracting(Execution::jobId).doesNotHaveDuplicates();
    }

    private static long ended(TaurineServer server) {
        return executions(server).stream()
                .filter(execution -> execution.endedAt().isPresent())
                .count();
    }

    @Test
    void jobsGoOnWhileTheDatabaseIsAwayAndTheHistoryCatchesUp() {
        try (var proxy = FaultProxy.to("localhost", TestPostgres.port())) {
            servers.with("DATABASE_URL", TestPostgres.url(proxy.port())).with("DB_POOL_CONNECTION_TIMEOUT_MS", "250");
            var server = servers.start(counting());
            count(server, 0);
            await().atMost(SOON).untilAsserted(() -> assertThat(ended(server)).isEqualTo(1));

            proxy.cut();
            var jobs = IntStream.range(0, 10).mapToObj(n -> count(server, n)).toList();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(jobs)
                            .allSatisfy(job -> assertThat(server.runner()
                                            .executor()
                                            .find(job)
                                            .orElseThrow()
                                            .status()
                                            .isEnd())
                                    .isTrue()));
            proxy.heal();

            await().atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(ended(server)).isEqualTo(11));
        }
    }

    @Test
    void aServerThatStartsAgainGoesOnWhereItStopped() {
        servers.with("DATABASE_URL", TestPostgres.url());
        var first = servers.start(counting());
        count(first, 1);
        await().atMost(SOON).untilAsserted(() -> assertThat(ended(first)).isEqualTo(1));
        first.close();

        var second = servers.start(counting());
        count(second, 2);

        await().atMost(SOON).untilAsserted(() -> assertThat(ended(second)).isEqualTo(2));
        assertThat(executions(second)).extracting(Execution::jobId).doesNotHaveDuplicates();
    }
}
