package io.taurine.server.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.taurine.server.TaurineServer;
import io.taurine.server.config.ServerConfig;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that come, change, go, and are switched, while servers run. */
@RedisTest
class ModulesOfServersIT {

    private static final String GREETINGS =
            "{name: greetings, version: 1, jobs: [{key: greet, handler: com.acme.Greet, schedule: midnight}]}";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestQueue keysOf;

    @TempDir
    private Path work;

    @TempDir
    private Path folder;

    ModulesOfServersIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    @AfterEach
    void removeKeys() {
        for (var pattern : new String[] {keysOf.key("server") + ":*", "taurine::*" + keysOf.key("server") + "*"}) {
            keysOf.redis().keys(pattern).forEach(keysOf.redis()::del);
        }
    }

    private TaurineServer start(Map<String, String> more) {
        var environment = new HashMap<String, String>();
        environment.put("REDIS_URL", keysOf.redisUri());
        environment.put("TAURINE_REDIS_PREFIX", keysOf.key("server"));
        environment.put("TAURINE_DATA_FOLDER", work.resolve("data").toString());
        environment.put("DATABASE_URL", "jdbc:h2:mem:" + keysOf.name().replaceAll("\\W", "") + System.nanoTime());
        environment.put("TAURINE_MODULES_FOLDER", folder.toString());
        environment.put("TAURINE_MODULES_SCAN_INTERVAL", "50ms");
        environment.put("TAURINE_DEFINITIONS_EXAMPLES", "false");
        environment.put("PORT", "0");
        environment.putAll(more);
        return TaurineServer.start(ServerConfig.parse("taurine.yaml", "", environment));
    }

    /** As a whole, as whoever deploys does it. */
    private void put(String file, JarBuilder jar) throws Exception {
        Files.move(jar.write(work.resolve(file)), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }

    private static JarBuilder greetings(String answer) {
        return new JarBuilder().handler("com.acme.Greet", answer).yaml(GREETINGS);
    }

    private record Answer(int status, JsonNode json) {}

    private static Answer call(TaurineServer server, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(server.apiUri().orElseThrow().resolve("/v1" + path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = HTTP.send(request, BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    }

    private static Answer start(TaurineServer server) throws Exception {
        return call(server, "POST", "/jobs", "{\"definitionKey\":\"greet\",\"params\":{\"name\":\"Ada\"}}");
    }

    private static String result(TaurineServer server) throws Exception {
        var id = start(server).json().path("jobId").asText("none");
        return call(server, "GET", "/jobs/" + id, "").json().path("result").asText();
    }

    private static void eventually(ThrowingRunnable assertion) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }

    @Test
    void aRunningServerTakesJarsThatComeChangeAndGo() throws Exception {
        try (var server = start(Map.of())) {
            assertThat(start(server).status()).isEqualTo(404);

            put("greetings.jar", greetings("Hello"));
            eventually(() -> assertThat(result(server)).isEqualTo("Hello Ada"));
            assertThat(call(server, "GET", "/definitions/greet", "").status()).isEqualTo(200);
            assertThat(call(server, "GET", "/schedules/greet", "")
                            .json()
                            .path("system")
                            .asBoolean())
                    .isTrue();

            put("greetings.jar", greetings("Good morning,"));
            eventually(() -> assertThat(result(server)).isEqualTo("Good morning, Ada"));

            put(
                    "broken.jar",
                    new JarBuilder().yaml("{name: broken, version: 1, jobs: [{key: b, handler: com.acme.No}]}"));
            eventually(() -> assertThat(
                            call(server, "GET", "/modules", "").json().path("problems"))
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.path("file").asText()).isEqualTo("broken.jar!/taurine-module.yaml");
                        assertThat(problem.path("subject").asText()).isEqualTo("jobs[0].handler");
                    }));
            assertThat(result(server)).isNotNull();

            Files.delete(folder.resolve("greetings.jar"));
            eventually(() -> assertThat(start(server).status()).isEqualTo(404));
            eventually(
                    () -> assertThat(call(server, "GET", "/schedules/greet", "").status())
                            .isEqualTo(404));
            assertThat(call(server, "GET", "/definitions", "").json().path("items"))
                    .isEmpty();
        }
    }

    @Test
    void aModuleIsSwitchedOffInAllServersAndStaysSo() throws Exception {
        put("greetings.jar", greetings("Hello"));
        try (var first = start(Map.of())) {
            try (var second = start(Map.of("WORKER_ID", "second"))) {
                eventually(() -> assertThat(result(second)).isEqualTo("Hello Ada"));

                var off = call(first, "POST", "/modules/greetings/disable", "");

                assertThat(off.json().path("enabled").asBoolean(true)).isFalse();
                assertThat(start(first).status()).isEqualTo(404);
                eventually(() -> assertThat(start(second).status()).isEqualTo(404));
                assertThat(call(second, "GET", "/modules/greetings", "")
                                .json()
                                .path("enabled")
                                .asBoolean(true))
                        .isFalse();
            }
            try (var restarted = start(Map.of("WORKER_ID", "restarted"))) {
                assertThat(start(restarted).status()).isEqualTo(404);

                call(restarted, "POST", "/modules/greetings/enable", "");

                eventually(() -> assertThat(result(first)).isEqualTo("Hello Ada"));
            }
        }
    }

    /** Its jobs emit what their params say: the one of the server's JVM also past the context. */
    private static JarBuilder talking() {
        return new JarBuilder().source("com.acme.Talk", """
                package com.acme;
                import io.taurine.server.definition.*;
                import io.taurine.server.event.*;
                public class Talk implements JobHandler<Talk.Params> {
                    public record Params(String name, boolean bus) {}
                    @Override
                    public Object run(Params params, JobContext context) {
                        if (params.bus()) {
                            context.services().get(EventBus.class).emit(params.name(), null, "somebody");
                        } else {
                            context.emit(params.name(), java.util.Map.of());
                        }
                        return ProcessHandle.current().pid();
                    }
                }
                """).yaml("""
                name: talkers
                version: 1
                permissions: ["publish:talk.*"]
                jobs:
                  - {key: talk, handler: com.acme.Talk}
                  - {key: talk-apart, handler: com.acme.Talk, runsOn: child-jvm}
                """);
    }

    private static String talk(TaurineServer server, String definition, String name, boolean bus) throws Exception {
        var body = JSON.createObjectNode().put("definitionKey", definition);
        body.putObject("params").put("name", name).put("bus", bus);
        return call(server, "POST", "/jobs", body.toString())
                .json()
                .path("jobId")
                .asText("none");
    }

    private static JsonNode ended(TaurineServer server, String id) throws Exception {
        eventually(() -> assertThat(job(server, id).path("status").asText()).isIn("succeeded", "failed"));
        return job(server, id);
    }

    private static JsonNode job(TaurineServer server, String id) throws Exception {
        return call(server, "GET", "/jobs/" + id, "").json();
    }

    @Test
    void theCodeOfAModuleEmitsOnlyWhatItsManifestPermitsAlsoInAJvmOfItsOwn() throws Exception {
        put("talkers.jar", talking());
        var heard = new CopyOnWriteArrayList<String>();
        try (var server = start(Map.of())) {
            server.events().subscribe("**", event -> {
                if (!event.name().startsWith("job.")) {
                    heard.add(event.name() + " by " + event.source());
                }
            });

            var apart = talk(server, "talk-apart", "talk.apart", false);
            var apartRefused = talk(server, "talk-apart", "order.paid", false);
            var here = talk(server, "talk", "talk.here", false);
            var hereRefused = talk(server, "talk", "order.paid", false);
            var bus = talk(server, "talk", "talk.bus", true);
            var busRefused = talk(server, "talk", "order.paid", true);

            var own = ProcessHandle.current().pid();
            assertThat(ended(server, here).path("result").asLong()).isEqualTo(own);
            assertThat(ended(server, apart).path("result").asLong())
                    .isPositive()
                    .isNotEqualTo(own);
            assertThat(ended(server, bus).path("status").asText()).isEqualTo("succeeded");
            for (var refused : List.of(hereRefused, busRefused, apartRefused)) {
                var job = ended(server, refused);
                assertThat(job.path("status").asText()).isEqualTo("failed");
                assertThat(job.path("error").asText())
                        .contains("The module talkers may not emit order.paid; it is permitted [talk.*]");
            }
            eventually(() -> assertThat(heard)
                    .containsExactlyInAnyOrder(
                            "talk.here by talk", "talk.bus by somebody", "talk.apart by talk-apart"));
        }
    }

    @Test
    void theCodeOfAModuleEmitsOnlyWhatItMayOnTheLocalRunnerToo() throws Exception {
        put("talkers.jar", talking());
        try (var server = start(Map.of("TAURINE_RUNNER", "local"))) {
            var allowed = talk(server, "talk", "talk.here", false);
            var refused = talk(server, "talk", "order.paid", false);

            assertThat(ended(server, allowed).path("status").asText()).isEqualTo("succeeded");
            assertThat(ended(server, refused).path("error").asText()).contains("may not emit order.paid");
        }
    }

    @Test
    void withoutRedisAModuleIsSwitchedInItsProcess() throws Exception {
        put("greetings.jar", greetings("Hello"));
        try (var server = start(Map.of("TAURINE_RUNNER", "local"))) {
            eventually(() -> assertThat(result(server)).isEqualTo("Hello Ada"));

            call(server, "POST", "/modules/greetings/disable", "");
            assertThat(start(server).status()).isEqualTo(404);

            call(server, "POST", "/modules/greetings/enable", "");
            eventually(() -> assertThat(result(server)).isEqualTo("Hello Ada"));
        }
    }
}
