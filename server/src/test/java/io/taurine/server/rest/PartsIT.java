package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.history.Execution;
import io.taurine.history.History;
import io.taurine.history.HistoryBatch;
import io.taurine.history.Outcome;
import io.taurine.history.StateChange;
import io.taurine.history.StoredEvent;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.event.EventRules;
import io.taurine.server.event.LocalEventBus;
import io.taurine.server.file.FileStore;
import io.taurine.server.metric.MetricsService;
import io.taurine.server.metric.PrometheusMetrics;
import io.taurine.server.override.Overrides;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server has with a database, a bus and overrides; each answer is held against the document. */
class PartsIT {

    private static final Instant AT = Instant.parse("2026-11-22T12:30:00Z");

    private final Definitions definitions =
            Definitions.of(Definition.of("echo", JsonNode.class, (params, context) -> params)
                    .processConcurrency(7)
                    .build());
    private final ReadOnlyRunner runner = new ReadOnlyRunner(definitions);
    private final Overrides overrides = Overrides.of(definitions).inMemory();
    private final LocalEventBus bus = LocalEventBus.start(EventRules.defaults(), Optional.empty());
    private final Discovery discovery = Discovery.builder().providers(false).discover();

    @TempDir
    private Path folder;

    private PrometheusMetrics prometheus;
    private History history;
    private HistoryAuditLog audit;
    private RestServer server;
    private ApiClient api;

    @BeforeEach
    void start() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:rest" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        history = History.open(database);
        audit = HistoryAuditLog.start(history.store());
        var metrics = new MetricsService(runner, history.statistics(), Duration.ZERO, () -> AT.plusSeconds(60));
        prometheus = new PrometheusMetrics(metrics);
        server = RestServer.start(RestSetup.of(runner)
                .port(0)
                .metrics(metrics, Duration.ZERO)
                .prometheus(prometheus)
                .overrides(overrides)
                .events(bus)
                .history(history)
                .modules(discovery)
                .files(FileStore.open(folder, 1 << 20, InstantSource.system()))
                .auditLog(audit)
                .clock(() -> AT.plusSeconds(60))
                .build());
        api = new ApiClient(server);
    }

    @AfterEach
    void stop() {
        server.close();
        audit.close();
        prometheus.close();
        discovery.close();
        bus.close();
        overrides.close();
    }

    @Test
    void eachOperationOfTheWholeDocumentIsAnswered() {
        var all = ApiDocument.load(Api.PARTS).operations().stream()
                .map(Operation::id)
                .toList();

        assertThat(server.operationIds()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void anOverrideIsSetReadAndTakenAway() {
        var before = api.get("/definitions/echo/override").is(200);
        var etag = before.raw().headers().firstValue("ETag").orElseThrow();
        assertThat(before.json().at("/defaults/processConcurrency").asText()).isEqualTo("7");
        var body = "{\"processConcurrency\":3,\"retry.attempts\":4,\"timeout\":\"30s\"}";

        api.send("PUT", "/definitions/echo/override?dryRun=true", body.getBytes(StandardCharsets.UTF_8), Map.of())
                .is(200);
        assertThat(api.get("/definitions/echo/override").json().get("override")).isEmpty();
        var set = api.put("/definitions/echo/override", body, Map.of("If-Match", etag))
                .is(200)
                .json();

        assertThat(set.at("/override/processConcurrency").asText()).isEqualTo("3");
        awaitProcessConcurrency(3);
        assertThat(api.put("/definitions/echo/override", body, Map.of("If-Match", etag))
                        .is(412)
                        .code())
                .isEqualTo("changed_since");
        api.delete("/definitions/echo/override").is(200);
        awaitProcessConcurrency(7);
    }

    private void awaitProcessConcurrency(int expected) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api.get("/definitions/echo")
                                .json()
                                .get("processConcurrency")
                                .intValue()
                        == expected);
    }

    @Test
    void anOverrideThatDoesNotFitIsRefusedWithItsField() {
        for (var dryRun : List.of("true", "false")) {
            var answer = api.put("/definitions/echo/override?dryRun=" + dryRun, "{\"timeout\":\"soon\"}", Map.of())
                    .is(422);

            assertThat(answer.code()).isEqualTo("override_refused");
            assertThat(answer.json().findValuesAsText("pointer")).containsExactly("/timeout");
        }
        assertThat(api.get("/definitions/echo/override").json().get("override")).isEmpty();
    }

    @Test
    void eventsAreEmittedStreamedReadAndRemoved() throws Exception {
        try (var stream = new StreamReader(server, "events:user.created", null)) {
            stream.await("ready", data -> true);

            var emitted = api.post("/events", "{\"name\":\"user.created\",\"payload\":{\"id\":1}}")
                    .is(201)
                    .json();

            var heard = stream.await("event", data -> true).data();
            assertThat(heard.get("id")).isEqualTo(emitted.get("id"));
            assertThat(heard.get("source").asText()).isEqualTo("api.local");
            assertThat(heard.has("payload")).isFalse();
        }
        history.store().event(new StoredEvent("e1", "user.created", "api", "{\"big\":12345678901234567890}", AT));
        history.store().event(new StoredEvent("e2", "mail.sent", "mail", "null", AT.minusSeconds(3600)));

        assertThat(api.get("/events").is(200).json().get("items").findValuesAsText("id"))
                .containsExactly("e1", "e2");
        assertThat(api.get("/events?name=mail.sent").json().get("items")).hasSize(1);
        assertThat(api.get("/events/recent?limit=1").is(200).json().get("items"))
                .hasSize(1);
        assertThat(api.get("/events/e1").is(200).text()).contains("12345678901234567890");
        assertThat(api.get("/events/none").is(404).code()).isEqualTo("no_such_event");
        var statistics = api.get("/events/stats/summary?hours=2").is(200).json();
        assertThat(statistics.get("total").intValue()).isEqualTo(2);
        assertThat(statistics.at("/byName/mail.sent").intValue()).isEqualTo(1);
        assertThat(api.send("DELETE", "/events?before=2026-11-22T12:00:00Z", null, Map.of())
                        .is(200)
                        .json()
                        .get("done")
                        .intValue())
                .isEqualTo(1);
        assertThat(api.get("/events").json().get("items")).hasSize(1);
    }

    @Test
    void executionsAreListedShownAndOnlyThoseThatTheRunnerRunsCancelled() {
        var done = Execution.builder("echo/0001", "echo", "1", 1, AT)
                .attempt(1)
                .jobName("echo@1")
                .version(1)
                .worker("w1")
                .result("{\"n\":9007199254740993}")
                .ended(Outcome.SUCCEEDED, AT.plusSeconds(1))
                .build();
        var running = Execution.builder("echo/0002", "echo", "2", 1, AT.plusSeconds(2))
                .attempt(1)
                .build();
        history.store().write(new HistoryBatch().execution(done).execution(running));

        var all = api.get("/executions").is(200).json().get("items");
        assertThat(all.findValuesAsText("id")).containsExactly("echo:2/1", "echo:1/1");
        assertThat(all.get(1).has("result")).isFalse();
        assertThat(api.get("/executions?status=succeeded&definitionKey=echo")
                        .json()
                        .get("items"))
                .hasSize(1);
        assertThat(api.get("/executions/echo:1/1").is(200).text()).contains("9007199254740993");
        assertThat(api.get("/executions/echo:9/1").is(404).code()).isEqualTo("no_such_execution");
        assertThat(api.get("/executions/echo:1/1/logs").is(200).json().get("items"))
                .isEmpty();
        assertThat(api.get("/jobs/echo:1/executions").is(200).json().get("items"))
                .hasSize(1);
        assertThat(api.delete("/executions/echo:1/1").is(409).code()).isEqualTo("wrong_status");
        assertThat(api.delete("/executions/echo:2/1").is(409).code()).isEqualTo("wrong_status");
        assertThat(runner.changes).isEmpty();
    }

    @Test
    void eachListGivesOnlyTheFieldsAskedFor() {
        var run = Execution.builder("echo/0001", "echo", "1", 1, AT)
                .attempt(1)
                .worker("w1")
                .error("broken")
                .ended(Outcome.FAILED, AT.plusSeconds(1))
                .build();
        history.store()
                .write(new HistoryBatch()
                        .execution(run)
                        .state(new StateChange("echo/0001", "echo", "1", "echo/0001", "failed", "broken", AT)));
        history.store().event(new StoredEvent("e1", "user.created", "api", "{\"big\":1}", AT));
        api.send("POST", "/files?name=cat.png", new byte[] {1}, Map.of("Content-Type", "image/png"))
                .is(201);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !api.get("/audit").json().get("items").isEmpty());

        var seen = new TreeSet<String>();
        for (var operation : ApiDocument.load(Api.PARTS).operations()) {
            for (var field : DocumentTest.fieldsOffered(operation)) {
                var path = operation.path().replace("{key}", "echo").replace("{jobId}", "echo:1");
                var items = api.get(path + "?fields=" + field).is(200).json().get("items");
                for (var item : items) {
                    assertThat(item.propertyStream().map(Map.Entry::getKey))
                            .as(path)
                            .isSubsetOf(field);
                    item.fieldNames().forEachRemaining(name -> seen.add(operation.id() + "." + name));
                }
            }
        }
        assertThat(seen)
                .contains(
                        "listDefinitions.key",
                        "listDefinitionVersions.version",
                        "listQueues.counts",
                        "listJobExecutions.error",
                        "listExecutions.worker",
                        "listJobEvents.detail",
                        "listEvents.payload",
                        "listAudit.who",
                        "listFiles.size",
                        "getDefinitionMetrics.throughput");
        assertThat(api.get("/queues?fields=secret").is(400).code()).isEqualTo("invalid_request");
    }

    @Test
    void changesAreKeptInTheHistory() {
        api.post("/jobs/echo:9/cancel").is(404);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            var entries = api.get("/audit").is(200).json().get("items");
            assertThat(entries).hasSize(1);
            assertThat(entries.get(0).get("operation").asText()).isEqualTo("cancelJob");
            assertThat(entries.get(0).get("who").asText()).isEqualTo("local");
            assertThat(entries.get(0).get("outcome").asText()).isEqualTo("no_such_job");
        });
    }

    @Test
    void modulesThatAreNotThereAreNotFound() {
        assertThat(api.get("/modules").is(200).json().get("items")).isEmpty();
        assertThat(api.post("/modules/none/disable").is(404).code()).isEqualTo("no_such_module");
    }

    @Test
    void metricsTellHowJobsWent() throws Exception {
        var done = Execution.builder("echo/0001", "echo", "1", 1, AT)
                .attempt(1)
                .ended(Outcome.SUCCEEDED, AT.plusSeconds(1))
                .build();
        history.store().write(new HistoryBatch().execution(done));

        var performance = api.get("/metrics/performance?hours=1&ttl=0").is(200).json();
        assertThat(performance.get("successRate").doubleValue()).isEqualTo(1);
        assertThat(performance.at("/executions/succeeded").intValue()).isEqualTo(1);
        assertThat(api.get("/metrics/throughput?hours=168").is(200).json().get("hours"))
                .hasSize(168);
        assertThat(api.get("/metrics/summary")
                        .is(200)
                        .json()
                        .at("/throughput/lastHour")
                        .intValue())
                .isEqualTo(1);
        assertThat(api.get("/metrics/definitions")
                        .is(200)
                        .json()
                        .at("/items/0/definitionKey")
                        .asText())
                .isEqualTo("echo");
        assertThat(api.get("/metrics/performance?definitionKey=none").is(404).code())
                .isEqualTo("no_such_definition");
        assertThat(api.get("/metrics").is(200).text()).contains("# TYPE");
        try (var root = server.uri().resolve("/metrics").toURL().openStream()) {
            assertThat(new String(root.readAllBytes(), StandardCharsets.UTF_8)).contains("# TYPE");
        }
    }
}
