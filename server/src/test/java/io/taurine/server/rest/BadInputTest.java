package io.taurine.server.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.history.History;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.discovery.Discovery;
import io.taurine.server.event.EventBus;
import io.taurine.server.event.EventRules;
import io.taurine.server.event.LocalEventBus;
import io.taurine.server.file.FileStore;
import io.taurine.server.metric.MetricsService;
import io.taurine.server.override.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Walks the document: whatever is wrong with a call, it is refused with a problem that says where, and nothing is written. */
class BadInputTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Map<String, String> VIEWER = bearer("the-token-of-a-viewer");
    private static final Map<String, String> OPERATOR = bearer("the-token-of-an-operator");
    private static final Map<String, String> ADMIN = bearer("the-token-of-an-admin");
    private static final Map<String, String> EXPIRED = bearer("the-token-that-has-expired");

    private static final ReadOnlyRunner RUNNER = new ReadOnlyRunner(Definitions.of(
            Definition.of("echo", JsonNode.class, (params, context) -> params).build()));
    private static final EventBus BUS = LocalEventBus.start(EventRules.defaults(), Optional.empty());
    private static final Overrides OVERRIDES =
            Overrides.of(RUNNER.definitions()).inMemory();
    private static final Discovery DISCOVERY =
            Discovery.builder().providers(false).discover();
    private static final Queue<AuditEntry> AUDIT = new ConcurrentLinkedQueue<>();

    private static RestServer server;
    private static ApiClient client;
    private static ApiDocument document;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:walk" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
        var history = History.open(database);
        server = RestServer.start(RestSetup.of(RUNNER)
                .port(0)
                .history(history)
                .metrics(
                        new MetricsService(RUNNER, history.statistics(), Duration.ZERO, InstantSource.fixed(NOW)),
                        Duration.ZERO)
                .events(BUS)
                .overrides(OVERRIDES)
                .modules(DISCOVERY)
                .files(FileStore.open(folder, 10_000, InstantSource.fixed(NOW)))
                .tokens(List.of(
                        ApiToken.ofValue("vera", Role.VIEWER, "the-token-of-a-viewer"),
                        ApiToken.ofValue("otto", Role.OPERATOR, "the-token-of-an-operator"),
                        ApiToken.ofSha256("ada", Role.ADMIN, ApiToken.hash("the-token-of-an-admin")),
                        ApiToken.ofValue("old", Role.ADMIN, "the-token-that-has-expired")
                                .expiringAt(NOW)))
                .clock(InstantSource.fixed(NOW))
                .auditLog(AUDIT::add)
                .maxBodyBytes(10_000)
                .build());
        client = new ApiClient(server);
        document = ApiDocument.load(Api.PARTS);
    }

    @AfterAll
    static void stop() {
        server.close();
        DISCOVERY.close();
        OVERRIDES.close();
        BUS.close();
    }

    @AfterEach
    void nothingIsWritten() throws IOException {
        try (var files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(BUS.statistics().total()).isZero();
        assertThat(OVERRIDES.get("echo").override().isEmpty()).isTrue();
        assertThat(RUNNER.changes).isEmpty();
    }

    private static Map<String, String> bearer(String token) {
        return Map.of("Authorization", "Bearer " + token);
    }

    /** As the admin, with one header more. */
    private static Map<String, String> admin(String header, String value) {
        var headers = new HashMap<>(ADMIN);
        headers.put(header, value);
        return headers;
    }

    private static Stream<Operation> operations() {
        var known = server.operationIds();
        return document.operations().stream().filter(operation -> known.contains(operation.id()));
    }

    /** One test for each operation, so that all that is wrong with one is seen together. */
    private static Stream<DynamicTest> each(Stream<Operation> operations, Walk walk) {
        return operations.map(operation -> dynamicTest(operation.id(), () -> walk.over(operation)));
    }

    @FunctionalInterface
    private interface Walk {
        void over(Operation operation) throws Exception;
    }

    private static ApiClient.Answer send(
            Operation operation, String query, byte @Nullable [] body, Map<String, String> headers) {
        return client.send(operation.method(), Samples.path(operation) + query, body, headers);
    }

    private static byte @Nullable [] validBody(Operation operation) {
        if (operation.isUpload()) {
            return "a file".getBytes(UTF_8);
        }
        return operation.bodySchema() == null
                ? null
                : Samples.body(document, operation).toString().getBytes(UTF_8);
    }

    @TestFactory
    Stream<DynamicTest> aTokenIsNeededAndMustBeKnownAndValid() {
        return each(operations().filter(operation -> operation.role() != null), operation -> {
            var body = validBody(operation);

            assertThat(send(operation, "", body, Map.of()).is(401).code()).isEqualTo("token_missing");
            assertThat(send(operation, "", body, bearer("no-token-of-anybody"))
                            .is(401)
                            .code())
                    .isEqualTo("token_unknown");
            assertThat(send(operation, "", body, Map.of("Authorization", "Basic YWRhOmFkYQ=="))
                            .is(401)
                            .code())
                    .isEqualTo("token_unknown");
            var expired = send(operation, "", body, EXPIRED).is(401);
            assertThat(expired.code()).isEqualTo("token_expired");
            assertThat(expired.raw().headers().firstValue("WWW-Authenticate")).contains("Bearer");
        });
    }

    @Test
    void whoeverIsNotKnownFillsNoAuditLog() {
        AUDIT.clear();
        var operations = operations().filter(Operation::isChange).toList();

        for (var headers : List.of(Map.<String, String>of(), bearer("no-token-of-anybody"), EXPIRED)) {
            operations.forEach(operation ->
                    send(operation, "", validBody(operation), headers).is(401));
        }
        operations.forEach(
                operation -> send(operation, "", validBody(operation), Map.of("Origin", "https://elsewhere.example"))
                        .is(403));

        assertThat(operations).isNotEmpty();
        assertThat(AUDIT).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aRoleThatIsTooLowIsRefusedAndRecorded() {
        return each(operations().filter(operation -> operation.role() != null), operation -> {
            AUDIT.clear();
            for (var one : Map.of(Role.VIEWER, VIEWER, Role.OPERATOR, OPERATOR).entrySet()) {
                if (!one.getKey().includes(Objects.requireNonNull(operation.role()))) {
                    var answer = send(operation, "", validBody(operation), one.getValue())
                            .is(403);

                    assertThat(answer.code()).isEqualTo("forbidden");
                    if (!operation.isChange()) {
                        continue;
                    }
                    assertThat(AUDIT.stream())
                            .as("the audit log of %s", operation.id())
                            .anyMatch(entry -> entry.operation().equals(operation.id())
                                    && entry.status() == 403
                                    && entry.outcome().equals("forbidden")
                                    && entry.who().equals(one.getKey() == Role.VIEWER ? "vera" : "otto"));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anUnknownIdIsNotFound() {
        return each(operations().filter(operation -> operation.path().contains("{")), operation -> {
            var answer = send(operation, "", validBody(operation), ADMIN);
            answer.is(404);
            assertThat(answer.code()).startsWith("no_such_");
        });
    }

    @TestFactory
    Stream<DynamicTest> aDryRunOfAnUnknownIdIsNotFoundEither() {
        return each(
                operations()
                        .filter(operation ->
                                operation.isChange() && operation.path().contains("{")),
                operation -> {
                    var answer = send(operation, "?dryRun=true", validBody(operation), ADMIN)
                            .is(404);

                    assertThat(answer.code()).startsWith("no_such_");
                });
    }

    @TestFactory
    Stream<DynamicTest> anUnknownParameterIsRefused() {
        return each(operations(), operation -> {
            var answer =
                    send(operation, "?nonsense=1", validBody(operation), ADMIN).is(400);

            assertThat(pointers(answer)).contains("query /nonsense").doesNotContain("body ");
        });
    }

    @TestFactory
    Stream<DynamicTest> aParameterOfTheWrongTypeIsRefused() {
        return each(operations(), operation -> {
            for (var parameter : operation.parameters()) {
                for (var wrong : Samples.wrongTexts(parameter)) {
                    var answer = client.send(
                            operation.method(),
                            Samples.pathWith(operation, parameter, wrong),
                            validBody(operation),
                            ADMIN);

                    answer.is(400);
                    assertThat(pointers(answer))
                            .as("%s=%s", parameter.name(), wrong)
                            .anyMatch(one -> one.startsWith(parameter.in() + " /" + parameter.name()));
                }
                if (parameter.in().equals("query")) {
                    var twice = "?" + parameter.name() + "=1&" + parameter.name() + "=1";
                    send(operation, twice, validBody(operation), ADMIN).is(400);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aFieldOfTheWrongTypeIsNamed() {
        return each(withBody(), operation -> {
            for (var field : Samples.properties(document, operation).properties()) {
                for (var wrong : Samples.wrongValues(document, field.getValue())) {
                    var body = Samples.body(document, operation).set(field.getKey(), wrong);

                    var answer = send(operation, "", body.toString().getBytes(UTF_8), ADMIN);

                    assertThat(answer.code()).as(body.toString()).isEqualTo("invalid_request");
                    answer.is(400);
                    assertThat(pointers(answer))
                            .as("%s of %s", field.getKey(), body)
                            .anyMatch(one -> one.startsWith("body /" + field.getKey()));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> anUnknownFieldIsNamed() {
        return each(withBody(), operation -> {
            var body = Samples.body(document, operation).put("nonsense", 1).toString();

            var answer = send(operation, "", body.getBytes(UTF_8), ADMIN).is(400);

            assertThat(pointers(answer)).containsExactly("body /nonsense");
        });
    }

    @TestFactory
    Stream<DynamicTest> aMissingFieldIsNamed() {
        return each(withBody(), operation -> {
            for (var name : Samples.required(document, operation)) {
                var body = Samples.body(document, operation).without(name);

                var answer = send(operation, "", body.toString().getBytes(UTF_8), ADMIN)
                        .is(400);

                assertThat(pointers(answer)).contains("body /" + name);
            }
            if (operation.bodyNeeded()) {
                assertThat(pointers(send(operation, "", null, ADMIN).is(400))).containsExactly("body ");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> brokenJsonIsRefused() {
        return each(withBody(), operation -> {
            for (var broken : Samples.BROKEN) {
                var answer = send(operation, "", broken, ADMIN);

                answer.is(400);
                assertThat(answer.code()).as(new String(broken, UTF_8)).isEqualTo("broken_json");
            }
            for (var noObject : List.of("null", "[]", "1", "\"text\"", "true")) {
                var answer =
                        send(operation, "", noObject.getBytes(UTF_8), ADMIN).is(400);

                assertThat(answer.code()).isEqualTo("invalid_request");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aHugeBodyIsRefusedWhereverItIsSent() {
        var huge = ("{\"params\":\"" + "x".repeat(20_000) + "\"}").getBytes(UTF_8);
        return each(operations().filter(operation -> !operation.method().equals("GET")), operation -> {
            var answer = send(operation, "", huge, ADMIN).is(413);

            assertThat(answer.code()).isEqualTo("body_too_large");
        });
    }

    @TestFactory
    Stream<DynamicTest> anotherMediaTypeIsRefused() {
        return each(withBody(), operation -> {
            for (var type : List.of("text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense")) {
                var headers = admin("Content-Type", type);

                var answer = send(operation, "", validBody(operation), headers).is(415);

                assertThat(answer.code()).isEqualTo("unsupported_media_type");
            }
        });
    }

    @Test
    void aFormAndNothingAtAllAreNoFiles() {
        for (var type :
                List.of("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "nonsense", "a/b/c")) {
            var answer = client.send("POST", "/files", "x".getBytes(UTF_8), admin("Content-Type", type))
                    .is(415);

            assertThat(answer.code()).isEqualTo("unsupported_media_type");
        }
        assertThat(pointers(client.send("POST", "/files", new byte[0], ADMIN).is(400)))
                .containsExactly("body ");
        for (var name : List.of("", "a%2Fb", "a%5Cb", "a%0Ab")) {
            var answer = client.send("POST", "/files?name=" + name, "x".getBytes(UTF_8), ADMIN)
                    .is(400);

            assertThat(pointers(answer)).contains("query /name");
        }
    }

    @TestFactory
    Stream<DynamicTest> aBodyWhereNoneIsTakenIsRefused() {
        return each(
                operations()
                        .filter(operation ->
                                operation.isChange() && operation.bodySchema() == null && !operation.isUpload()),
                operation -> send(operation, "", "{}".getBytes(UTF_8), ADMIN).is(400));
    }

    @TestFactory
    Stream<DynamicTest> anotherMethodIsRefusedWithThoseThereAre() {
        return each(operations(), operation -> {
            var answer =
                    client.send("PATCH", Samples.path(operation), null, ADMIN).is(405);

            assertThat(answer.code()).isEqualTo("method_not_allowed");
            assertThat(answer.raw().headers().firstValue("Allow").orElse("")).contains(operation.method());
        });
    }

    @TestFactory
    Stream<DynamicTest> aPageOfAnotherSiteIsRefused() {
        return each(operations(), operation -> {
            for (var header : List.of(
                    Map.entry("Sec-Fetch-Site", "cross-site"),
                    Map.entry("Sec-Fetch-Site", "same-site"),
                    Map.entry("Origin", "https://elsewhere.example"),
                    Map.entry("Origin", "null"))) {
                var headers = admin(header.getKey(), header.getValue());

                var answer = send(operation, "", validBody(operation), headers).is(403);

                assertThat(answer.code()).isEqualTo("cross_site");
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aPathThatIsNoneIsNotFound() {
        return Stream.of("/nonsense", "/jobs/a/b/c", "/", "/definitions/")
                .map(path -> dynamicTest(path, () -> {
                    var answer = client.send("GET", path, null, ADMIN).is(404);

                    assertThat(answer.code()).isEqualTo("no_such_path");
                }));
    }

    private static Stream<Operation> withBody() {
        return operations().filter(operation -> operation.bodySchema() != null);
    }

    private static List<String> pointers(ApiClient.Answer answer) {
        return answer.json().path("errors").findValues("pointer").isEmpty()
                ? List.of()
                : Stream.iterate(0, i -> i < answer.json().get("errors").size(), i -> i + 1)
                        .map(i -> answer.json().get("errors").get(i))
                        .map(error -> error.get("in").asText() + " "
                                + error.get("pointer").asText())
                        .toList();
    }
}
