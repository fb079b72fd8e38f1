package io.taurine.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.taurine.server.definition.Definitions;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestServerTest {

    private final ReadOnlyRunner runner = new ReadOnlyRunner(Definitions.of());

    private RestServer start() {
        return RestServer.start(RestSetup.of(runner).port(0).build());
    }

    @Test
    void offLoopbackTokensAreNeeded() {
        var open = RestSetup.of(runner).host("0.0.0.0").port(0);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RestServer.start(open.build()))
                .withMessageContaining("needs tokens");
        var token = ApiToken.ofValue("ada", Role.ADMIN, "a-token-long-enough");
        try (var server = RestServer.start(open.tokens(List.of(token)).build())) {
            assertThat(server.port()).isPositive();
        }
    }

    @Test
    void aTokenIsKeptAsItsHashAndNeverShown() {
        var value = "a-token-long-enough";
        var token = ApiToken.ofSha256("ada", Role.VIEWER, ApiToken.hash(value).toUpperCase(java.util.Locale.ROOT));

        assertThat(token.sha256())
                .isEqualTo(ApiToken.ofValue("bob", Role.ADMIN, value).sha256());
        assertThat(token.toString()).doesNotContain(value);
        assertThatIllegalArgumentException().isThrownBy(() -> ApiToken.ofValue("ada", Role.ADMIN, "short"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiToken.ofValue("ada", Role.ADMIN, "no spaces allowed in it"));
        assertThatIllegalArgumentException().isThrownBy(() -> ApiToken.ofSha256("ada", Role.ADMIN, "abc"));
        assertThatIllegalArgumentException().isThrownBy(() -> ApiToken.ofValue(" ", Role.ADMIN, value));
        assertThat(token.expiringAt(Instant.EPOCH).expiresAt()).contains(Instant.EPOCH);
    }

    @Test
    void twoTokensOfTheSameValueAreRefused() {
        var token = ApiToken.ofValue("ada", Role.ADMIN, "a-token-long-enough");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RestServer.start(RestSetup.of(runner)
                        .port(0)
                        .tokens(List.of(token, token))
                        .build()));
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        try (var first = start()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> RestServer.start(
                            RestSetup.of(runner).port(first.port()).build()))
                    .withMessageContaining(String.valueOf(first.port()));
        }
    }

    @Test
    void closingTwiceIsHarmless() {
        var server = start();

        server.close();
        server.close();
    }

    @Test
    void servesItsOwnDocument() throws Exception {
        try (var server = start()) {
            var api = new ApiClient(server);

            var json = api.get("/openapi.json").is(200).json();
            var yaml = api.get("/openapi.yaml").is(200).text();

            assertThat(json.get("openapi").asText()).startsWith("3.1");
            assertThat(json.get("paths").size()).isGreaterThan(20);
            assertThat(new YAMLMapper().readTree(yaml).get("paths").size())
                    .isEqualTo(json.get("paths").size());
        }
    }

    @Test
    void pagesOfItsOwnAndOfAllowedOriginsMayCall() {
        try (var server = RestServer.start(RestSetup.of(runner)
                .port(0)
                .allowedOrigins(List.of("https://jobs.example"))
                .build())) {
            var api = new ApiClient(server);

            for (var headers : List.of(
                    Map.of("Sec-Fetch-Site", "same-origin"),
                    Map.of("Sec-Fetch-Site", "none"),
                    Map.of("Origin", server.uri().toString()),
                    Map.of("Sec-Fetch-Site", "cross-site", "Origin", "https://jobs.example"))) {
                api.send("GET", "/definitions", null, headers).is(200);
            }
        }
    }

    @Test
    void aNameThatWasMadeToLeadToLoopbackIsRefused() throws Exception {
        try (var server = start()) {
            assertThat(raw(server, "GET /v1/definitions HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 403")
                    .contains("wrong_host");
            assertThat(raw(server, "GET /v1/definitions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void whatIsNoHttpOrNoPathIsRefusedAsAProblemToo() throws Exception {
        try (var server = start()) {
            for (var path : List.of("/v1/jobs/%zz", "/v1/jobs/..%2f..%2fetc", "/v1/jobs/%00")) {
                var answer = raw(server, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

                assertThat(answer).as(path).startsWith("HTTP/1.1 4").contains("application/problem+json");
            }
        }
    }

    private static String raw(RestServer server, String request) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aCheckThatFailsOrThrowsTakesTheServerOutOfService() {
        var setup = RestSetup.of(runner)
                .port(0)
                .healthCheck(check("disk", false, () -> Optional.of("full")))
                .healthCheck(check("database", true, () -> {
                    throw new IllegalStateException("gone");
                }));
        try (var server = RestServer.start(setup.build())) {
            var api = new ApiClient(server);

            api.get("/health/ready").is(503);
            var health = api.get("/health").is(200).json();
            assertThat(health.get("status").asText()).isEqualTo("down");
            assertThat(health.findValuesAsText("message")).containsExactly("full", "gone");
        }
    }

    private static HealthCheck check(
            String name, boolean needed, java.util.function.Supplier<Optional<String>> problem) {
        return new HealthCheck() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> problem() {
                return problem.get();
            }

            @Override
            public boolean isNeeded() {
                return needed;
            }
        };
    }
}
