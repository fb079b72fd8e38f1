package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.taurine.history.EventFilter;
import io.taurine.history.StoredEvent;
import io.taurine.server.config.Role;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.event.Event;
import io.taurine.server.event.EventBus;
import io.taurine.server.override.DefinitionOverride;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RedisTest
class TaurineServerIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;

    @TempDir
    private Path folder;

    TaurineServerIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    private TaurineServer start(Map<String, String> more, Definition<?>... definitions) {
        var environment = new HashMap<String, String>();
        environment.put("REDIS_URL", keysOf.redisUri());
        environment.put("TAURINE_REDIS_PREFIX", keysOf.key("server"));
        environment.put("TAURINE_DATA_FOLDER", folder.toString());
        environment.put("PORT", "0");
        environment.putAll(more);
        return TaurineServer.start(ServerConfig.parse("taurine.yaml", "", environment), List.of(definitions));
    }

    private static Definition<?> emitting() {
        return Definition.of("greet", JsonNode.class, (params, context) -> {
                    context.emit(
                            "greeting.sent", Map.of("to", params.path("name").asText()));
                    context.services().get(EventBus.class).emit("greeting.counted", 1, "greet");
                    return "hi";
                })
                .build();
    }

    @Test
    void aJobStartedByHttpRunsAndItsEventsAreOnTheBusAndInTheDatabase() throws Exception {
        try (var server = start(Map.of(), emitting())) {
            var heard = new CopyOnWriteArrayList<String>();
            server.events().subscribe("**", event -> heard.add(event.name()));

            var started = post(
                    server.apiUri().orElseThrow().resolve("/v1/jobs"),
                    "{\"definitionKey\":\"greet\",\"params\":{\"name\":\"Ada\"}}");

            assertThat(started).contains("\"greet:1\"");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(heard)
                            .contains("job.started", "greeting.sent", "greeting.counted", "job.succeeded"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(server.history()
                                    .events()
                                    .list(EventFilter.all(), "", 100)
                                    .items())
                            .extracting(StoredEvent::name)
                            .contains("greeting.sent", "greeting.counted"));
        }
    }

    @Test
    void anOverrideIsAppliedWhileItRuns() {
        try (var server = start(Map.of())) {
            server.overrides()
                    .put("echo", DefinitionOverride.builder().enabled(false).build(), Optional.empty());

            await().atMost(SOON)
                    .untilAsserted(() -> assertThatThrownBy(() -> server.runner()
                                    .executor()
                                    .start(StartRequest.of("echo").build()))
                            .isInstanceOf(DefinitionDisabledException.class));
            server.overrides()
                    .change(
                            "echo",
                            override -> override.toBuilder().enabled(true).build());
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(server.runner()
                                    .executor()
                                    .start(StartRequest.of("echo").build())
                                    .isNew())
                            .isTrue());
        }
    }

    @Test
    void eachRoleDoesItsPartAlone() {
        try (var api = start(Map.of("TAURINE_ROLES", "api"));
                var worker = start(Map.of("TAURINE_ROLES", "worker", "WORKER_ID", "w1"))) {
            var heard = new CopyOnWriteArrayList<Event>();
            api.events().subscribe("job.succeeded", heard::add);

            var job = api.runner()
                    .executor()
                    .start(StartRequest.of("echo")
                            .params(JsonNodeFactory.instance.objectNode().put("message", "hi"))
                            .build());

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(api.runner().executor().find(job.jobId()))
                            .get()
                            .satisfies(view -> {
                                assertThat(view.status()).isEqualTo(JobStatus.SUCCEEDED);
                                assertThat(view.worker()).contains("w1");
                            }));
            await().atMost(SOON).untilAsserted(() -> assertThat(heard).isNotEmpty());
            assertThat(worker.apiUri()).isEmpty();
            assertThat(api.config().has(Role.WORKER)).isFalse();
        }
    }

    @Test
    void refusesARunnerThatIsNotThereAndLeavesNothingBehind() {
        assertThatThrownBy(() -> start(Map.of("TAURINE_RUNNER", "abacus")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("There is no runner abacus; there are ")
                .hasMessageContaining("redis");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            postgres://nobody:secret@127.0.0.1:PORT/postgres | jdbc:postgresql://127.0.0.1:PORT/postgres cannot be used
            postgres://postgres:secret@127.0.0.1:PORT/nowhere | database "nowhere" does not exist
            jdbc:h2:mem:some;NO_SUCH_SETTING=1                | Unsupported connection setting "NO_SUCH_SETTING"
            """)
    void refusesADatabaseThatCannotBeUsed(String url, String message) {
        var port = Integer.toString(TestPostgres.port());
        assertThatThrownBy(() -> start(
                        Map.of("DATABASE_URL", url.replace("PORT", port), "DB_POOL_CONNECTION_TIMEOUT_MS", "250")))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining(message.replace("PORT", port))
                .hasMessageNotContaining("secret");
    }

    @Test
    void refusesAPortThatIsTaken() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(Map.of("PORT", Integer.toString(taken.getLocalPort()))))
                    .isInstanceOf(ServerStartException.class)
                    .hasMessageContaining(":" + taken.getLocalPort() + "; set http.port");
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        var server = start(Map.of());

        server.close();
        server.close();

        assertThat(server.runner().lifecycle().isRunning()).isFalse();
    }

    private static String post(URI uri, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
