package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who is there, and runs what. */
@RedisTest
@Timeout(120)
class WorkersIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestServers servers;
    private final CountDownLatch release = new CountDownLatch(1);

    WorkersIT(TestQueue keysOf, @TempDir Path folder) {
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        release.countDown();
        servers.close();
    }

    private Definition<?> waiting() {
        return Definition.of("wait", JsonNode.class, (params, context) -> {
                    release.await(1, TimeUnit.MINUTES);
                    return null;
                })
                .build();
    }

    private static JsonNode workers(TaurineServer server) {
        return get(server, "/v1/workers").body().path("items");
    }

    @Test
    void everyProcessThatWorksJobsIsThereAlsoAnIdleOneUntilItCloses() {
        var all = servers.with("MAX_CONCURRENT_EXECUTIONS", "7").start(waiting());
        servers.with("TAURINE_ROLES", "worker").with("TAURINE_WORKER_DEFINITIONS", "echo");
        var idle = servers.start();
        var api = servers.with("TAURINE_ROLES", "api").start(waiting());

        var job = api.runner().executor().start(StartRequest.of("wait").build()).jobId();

        await().atMost(SOON).untilAsserted(() -> {
            var workers = workers(api);
            assertThat(workers)
                    .extracting(worker -> worker.path("name").asText())
                    .containsExactly("w0", "w1");
            assertThat(workers.get(0).path("jobs")).extracting(JsonNode::asText).containsExactly(job);
            assertThat(workers.get(0).path("maxConcurrency").asInt()).isEqualTo(7);
            assertThat(workers.get(1).path("running").asInt()).isZero();
            assertThat(workers.get(1).path("definitions"))
                    .extracting(JsonNode::asText)
                    .containsExactly("echo");
        });
        idle.close();

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(workers(api))
                        .extracting(worker -> worker.path("name").asText())
                        .containsExactly("w0"));
        assertThat(workers(all)).hasSize(1);
    }

    @Test
    void theLocalRunnerIsTheOnlyWorker() {
        var server = servers.with("TAURINE_RUNNER", "local").start();

        assertThat(workers(server))
                .extracting(worker -> worker.path("name").asText())
                .containsExactly("w0");
    }
}
