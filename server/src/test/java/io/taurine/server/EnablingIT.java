package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static io.taurine.server.TestServers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.override.DefinitionOverride;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Definitions switched on and off through the API of one server, seen by another. */
@RedisTest
@Timeout(120)
class EnablingIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String START = "{\"definitionKey\":\"echo\",\"params\":{\"message\":\"hi\"}}";

    private final TestServers servers;

    EnablingIT(TestQueue keysOf, @TempDir Path folder) {
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static void awaitEnabled(TaurineServer server, boolean isEnabled) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(get(server, "/v1/definitions/echo")
                                .body()
                                .path("enabled")
                                .asBoolean())
                        .isEqualTo(isEnabled));
        assertThat(post(server, "/v1/jobs", START).status()).isEqualTo(isEnabled ? 201 : 409);
    }

    @Test
    void enablingByTheApiGoesBeforeAnOverrideThatDisabledAndIsSeenByTheOtherServer() {
        var one = servers.start();
        var other = servers.start();
        one.overrides().put("echo", DefinitionOverride.builder().enabled(false).build(), Optional.empty());
        awaitEnabled(other, false);

        var answer = post(one, "/v1/definitions/echo/enable", null);

        assertThat(answer.body().path("enabled").asBoolean()).isTrue();
        awaitEnabled(one, true);
        awaitEnabled(other, true);
    }

    @Test
    void disablingByTheApiIsSeenByTheOtherServerAndIsPartOfTheOverride() {
        var one = servers.start();
        var other = servers.start();
        one.overrides().put("echo", DefinitionOverride.builder().attempts(3).build(), Optional.empty());

        post(one, "/v1/definitions/echo/disable", null);

        awaitEnabled(one, false);
        awaitEnabled(other, false);
        var override = get(other, "/v1/definitions/echo/override").body().path("override");
        assertThat(override.path("enabled").asText()).isEqualTo("false");
        assertThat(override.path("retry.attempts").asText()).isEqualTo("3");
    }

    @Test
    void switchedAgainAndAgainTheLastWordCounts() {
        var one = servers.start();
        var other = servers.start();

        post(one, "/v1/definitions/echo/disable", null);
        awaitEnabled(other, false);
        post(other, "/v1/definitions/echo/enable", null);
        awaitEnabled(one, true);
        post(one, "/v1/definitions/echo/disable", null);

        awaitEnabled(one, false);
        awaitEnabled(other, false);
    }

    @Test
    void theHistoryFollowsWhatIsSetThroughTheApiAndByOverrides() {
        var server = servers.start();
        awaitEnabledInHistory(server, true);

        post(server, "/v1/definitions/echo/disable", null);
        awaitEnabledInHistory(server, false);

        server.overrides()
                .put("echo", DefinitionOverride.builder().enabled(true).build(), Optional.empty());
        awaitEnabledInHistory(server, true);

        server.overrides()
                .put("echo", DefinitionOverride.builder().enabled(false).build(), Optional.empty());
        awaitEnabledInHistory(server, false);
    }

    private static void awaitEnabledInHistory(TaurineServer server, boolean isEnabled) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.history().definitions().find("echo"))
                        .hasValueSatisfying(
                                entry -> assertThat(entry.isEnabled()).isEqualTo(isEnabled)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "local"})
    void switchedOffAndOnAgainEachVersionKeepsItsOwnRetryRule(String runner) {
        var server = servers.with("TAURINE_RUNNER", runner).start(pay(1, 2), pay(2, 4));
        assertThat(server.runner().name()).isEqualTo(runner);

        post(server, "/v1/definitions/pay/disable", null);
        assertThat(server.runner().executor().isEnabled("pay")).isFalse();
        post(server, "/v1/definitions/pay/enable", null);

        assertThat(server.runner().executor().isEnabled("pay")).isTrue();
        assertThat(attempts(server, 1)).isEqualTo(2);
        assertThat(attempts(server, 2)).isEqualTo(4);
        server.runner().definitions().replace(List.of(pay(1, 2), pay(2, 5)));
        assertThat(attempts(server, 2)).isEqualTo(5);
    }

    private static Definition<?> pay(int version, int attempts) {
        return Definition.of("pay", JsonNode.class, (params, context) -> params)
                .version(version)
                .retry(RetryRule.fixed(attempts, Duration.ofHours(1)))
                .build();
    }

    /** Of a new job of that version. */
    private static int attempts(TaurineServer server, int version) {
        var executor = server.runner().executor();
        var job = executor.start(StartRequest.of("pay").version(version).build());
        return executor.find(job.jobId()).orElseThrow().maxAttempts();
    }
}
