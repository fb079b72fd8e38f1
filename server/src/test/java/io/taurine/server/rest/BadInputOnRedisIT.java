package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.repeat.Schedule;
import io.taurine.server.TaurineServer;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The walk through the document against what a server really has: Redis, a database, a folder, with jobs, schedules and files that
 * the wrong calls are about. All of it is compared before and after.
 */
@RedisTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputOnRedisIT {

    private static final ApiDocument DOCUMENT = ApiDocument.load(Api.PARTS);

    private final TestQueue keysOf;
    private final String database;

    private Path folder = Path.of("");
    private @Nullable TaurineServer server;
    private ApiClient client = new ApiClient(URI.create("http://127.0.0.1:1"));
    private final Map<String, String> known = new TreeMap<>();

    BadInputOnRedisIT(TestQueue keysOf) {
        this.keysOf = keysOf;
        this.database = "jdbc:h2:mem:walk" + System.nanoTime() + ";DB_CLOSE_DELAY=-1";
    }

    @BeforeAll
    void start(@TempDir Path data) {
        folder = data;
        var environment = Map.of(
                "REDIS_URL",
                keysOf.redisUri(),
                "TAURINE_REDIS_PREFIX",
                keysOf.key("server"),
                "TAURINE_DATA_FOLDER",
                folder.toString(),
                "DATABASE_URL",
                database,
                // Nothing runs, and nobody keeps house.
                "TAURINE_ROLES",
                "api",
                "TAURINE_HTTP_MAX_BODY_BYTES",
                "10000",
                "TAURINE_DEFINITIONS_EXAMPLES",
                "false",
                "PORT",
                "0");
        var echo = Definition.of("echo", JsonNode.class, (params, context) -> params)
                .build();
        var started = TaurineServer.start(ServerConfig.parse("taurine.yaml", "", environment), List.of(echo));
        server = started;
        client = new ApiClient(started.apiUri().orElseThrow());
        started.runner()
                .scheduler()
                .schedule(new ScheduleRequest(
                        "weekly",
                        "echo",
                        OptionalInt.empty(),
                        Schedule.every(Duration.ofDays(7)),
                        Json.object(),
                        Overlap.ALLOW,
                        ScheduleRequest.MissedRuns.SKIP));
        var file =
                client.send("POST", "/files?name=a.txt", "Hello".getBytes(UTF_8), Map.of("Content-Type", "text/plain"));
        var job = started.runner()
                .executor()
                .start(StartRequest.of("echo").delay(Duration.ofHours(1)).build())
                .jobId();
        known.putAll(Map.of(
                "{key}", "echo",
                "{version}", "1",
                "{jobId}", job,
                "{run}", "1",
                "{scheduleId}", "weekly",
                "{fileId}", file.json().path("id").asText()));
        // The last that happened is written down: from now on the history has nothing to write.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.get("/jobs/" + job + "/events")
                                .json()
                                .path("items")
                                .size()
                        > 0);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
        for (var pattern : new String[] {keysOf.key("server") + ":*", "taurine::*" + keysOf.key("server") + "*"}) {
            keysOf.redis().keys(pattern).forEach(keysOf.redis()::del);
        }
    }

    private String path(Operation operation) {
        var path = operation.path();
        for (var place : known.entrySet()) {
            path = path.replace(place.getKey(), UrlPath.segment(place.getValue()));
        }
        return path.replaceAll("\\{[^}]+}", "unknown");
    }

    private static List<Operation> changes() {
        return DOCUMENT.operations().stream()
                .filter(operation -> !operation.method().equals("GET"))
                .toList();
    }

    private static boolean hasBody(Operation operation) {
        return operation.bodySchema() != null && !operation.isUpload();
    }

    private static byte @Nullable [] right(Operation operation) {
        return hasBody(operation) ? Samples.body(DOCUMENT, operation).toString().getBytes(UTF_8) : null;
    }

    /** Query, body and headers of calls that are wrong in one way each. */
    @SuppressWarnings("ArrayRecordComponent") // is never compared
    private record Wrong(String path, byte @Nullable [] body, Map<String, String> headers) {}

    private List<Wrong> wrong(Operation operation) {
        var all = new ArrayList<Wrong>();
        var path = path(operation);
        all.add(new Wrong(path + "?nonsense=1", right(operation), Map.of()));
        all.add(new Wrong(Samples.path(operation) + "/nonsense/at/all", right(operation), Map.of()));
        for (var parameter : operation.parameters()) {
            if (parameter.in().equals("query")) {
                Samples.wrongTexts(parameter)
                        .forEach(text -> all.add(new Wrong(
                                path + "?" + parameter.name() + "=" + UrlPath.segment(text),
                                right(operation),
                                Map.of())));
            }
        }
        if (hasBody(operation)) {
            Samples.BROKEN.forEach(broken -> all.add(new Wrong(path, broken, Map.of())));
            all.add(new Wrong(path, ("{\"a\":\"" + "x".repeat(20_000) + "\"}").getBytes(UTF_8), Map.of()));
            all.add(new Wrong(path, right(operation), Map.of("Content-Type", "text/plain")));
            all.add(body(path, Samples.body(DOCUMENT, operation).put("nonsense", 1)));
            Samples.required(DOCUMENT, operation)
                    .forEach(name ->
                            all.add(body(path, Samples.body(DOCUMENT, operation).without(name))));
            for (var field : Samples.properties(DOCUMENT, operation).properties()) {
                Samples.wrongValues(DOCUMENT, field.getValue())
                        .forEach(value -> all.add(
                                body(path, Samples.body(DOCUMENT, operation).set(field.getKey(), value))));
            }
        }
        return all;
    }

    private static Wrong body(String path, JsonNode body) {
        return new Wrong(path, body.toString().getBytes(UTF_8), Map.of());
    }

    @Test
    void whatIsWrongChangesNothingInRedisTheDatabaseOrTheFolder() throws Exception {
        var before = everything();
        assertThat(before.keySet())
                .anyMatch(key -> key.startsWith("redis"))
                .anyMatch(key -> key.startsWith("TAURINE_"));

        for (var operation : changes()) {
            for (var one : wrong(operation)) {
                var answer = client.send(operation.method(), one.path(), one.body(), one.headers());

                assertThat(answer.status())
                        .as("%s %s: %s", operation.id(), one.path(), answer.text())
                        .isBetween(400, 499);
            }
        }

        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aDryRunChangesNothingEither() throws Exception {
        var before = everything();

        for (var operation : changes()) {
            if (operation.isChange() && !operation.isUpload()) {
                var needed = operation.id().equals("cleanEvents") ? "&before=2100-01-01T00:00:00Z" : "";
                var answer = client.send(
                        operation.method(), path(operation) + "?dryRun=true" + needed, right(operation), Map.of());

                assertThat(answer.status())
                        .as("%s: %s", operation.id(), answer.text())
                        .isLessThan(500);
            }
        }

        assertThat(everything()).isEqualTo(before);
    }

    private Map<String, String> everything() throws SQLException, IOException {
        var all = new TreeMap<String, String>();
        redis(all);
        database(all);
        try (var files = Files.walk(folder)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                all.put("file " + file, HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return all;
    }

    /** Without the leases, which are renewed. */
    private void redis(Map<String, String> all) {
        for (var pattern : new String[] {keysOf.key("server") + ":*", "taurine::*" + keysOf.key("server") + "*"}) {
            for (var key : keysOf.redis().keys(pattern)) {
                if (!key.startsWith("taurine::lock")) {
                    all.put("redis " + key, value(key));
                }
            }
        }
    }

    /** Hashes and sets have no order of their own: Redis shows them otherwise after a while. */
    private String value(String key) {
        var redis = keysOf.redis();
        return switch (redis.type(key)) {
            case "hash" -> new TreeMap<>(redis.hgetall(key)).toString();
            case "set" -> new TreeSet<>(redis.smembers(key)).toString();
            default -> HexFormat.of().formatHex(redis.dump(key));
        };
    }

    /** Without the audit log, which tells of what was refused, too. */
    private void database(Map<String, String> all) throws SQLException {
        try (var connection = DriverManager.getConnection(database);
                var tables = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'PUBLIC'")) {
            while (tables.next()) {
                var table = tables.getString(1);
                if (table.equalsIgnoreCase("taurine_audit")) {
                    continue;
                }
                try (var rows = connection.createStatement().executeQuery("SELECT * FROM \"" + table + "\"")) {
                    var texts = new ArrayList<String>();
                    while (rows.next()) {
                        var values = new Object[rows.getMetaData().getColumnCount()];
                        for (var i = 0; i < values.length; i++) {
                            values[i] = rows.getString(i + 1);
                        }
                        texts.add(Arrays.toString(values));
                    }
                    texts.sort(null);
                    all.put(table.toUpperCase(Locale.ROOT), texts.toString());
                }
            }
        }
    }
}
