package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static io.taurine.server.TestServers.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.taurine.server.override.DefinitionOverride;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
}
