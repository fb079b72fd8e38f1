package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobRunnerProvider;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.testkit.TestQueue;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** The API over HTTP in front of real queues; each answer is held against the document. */
@Timeout(60)
abstract class RestOnRedis {

    static final Duration SOON = Duration.ofSeconds(20);

    private final CountDownLatch go = new CountDownLatch(1);
    final Queue<AuditEntry> audit = new ConcurrentLinkedQueue<>();
    private final TestQueue redis;

    JobRunnerProvider provider;
    RunnerSetup setup;
    JobRunner runner;
    RestServer server;
    ApiClient api;

    record Greeting(String name, int times) {}

    RestOnRedis(TestQueue redis) {
        this.redis = redis;
    }

    @BeforeEach
    void start() {
        var definitions = Definitions.of(
                Definition.of("echo", JsonNode.class, (params, context) -> params)
                        .description("Says it again.")
                        .build(),
                Definition.of("greet", Greeting.class, (params, context) -> "hello " + params.name())
                        .build(),
                Definition.of("greet", Greeting.class, (params, context) -> "hi " + params.name())
                        .version(2)
                        .build(),
                Definition.of("waiting", JsonNode.class, (params, context) -> {
                            context.logger().info("it waits");
                            go.await();
                            return "went";
                        })
                        .build(),
                Definition.of("failing", JsonNode.class, (params, context) -> {
                            throw new IllegalStateException("no luck");
                        })
                        .retry(RetryRule.none())
                        .build());
        provider = ServiceLoader.load(JobRunnerProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(one -> one.name().equals("redis"))
                .findFirst()
                .orElseThrow();
        setup = RunnerSetup.of(definitions)
                .redisUri(redis.redisUri())
                .prefix(redis.name())
                .workerId("w1")
                .cancelGrace(Duration.ofMillis(100))
                .closeTimeout(Duration.ofSeconds(2))
                .build();
        runner = provider.create(setup);
        runner.lifecycle().start();
        server = RestServer.start(
                RestSetup.of(runner).port(0).auditLog(audit::add).build());
        api = new ApiClient(server);
    }

    @AfterEach
    void stop() {
        go.countDown();
        server.close();
        runner.lifecycle().close();
        for (var pattern : List.of(redis.name() + ":*", "taurine::*" + redis.name() + "*")) {
            redis.redis().keys(pattern).forEach(redis.redis()::del);
        }
    }

    final String startJob(String body) {
        return api.post("/jobs", body.replace('\'', '"'))
                .is(201)
                .json()
                .get("jobId")
                .asText();
    }

    final JsonNode awaitStatus(String jobId, String status) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(api.get("/jobs/" + jobId)
                                .is(200)
                                .json()
                                .get("status")
                                .asText())
                        .isEqualTo(status));
        return api.get("/jobs/" + jobId).json();
    }

    static List<String> ids(JsonNode page) {
        return page.get("items").findValuesAsText("id");
    }
}
