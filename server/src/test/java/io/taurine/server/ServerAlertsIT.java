package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.service.http.HttpPeer;
import io.taurine.server.service.http.HttpService;
import io.taurine.server.service.http.HttpSettings;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server tells people and health checks what is wrong with its jobs. */
@RedisTest
class ServerAlertsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;

    @TempDir
    private Path folder;

    ServerAlertsIT(TestQueue keysOf) {
        this.keysOf = keysOf;
    }

    @Test
    void deadLettersReachAWebhookAndStaleLocksTheHealthCheck() throws Exception {
        try (var peer = HttpPeer.start();
                var server = start(peer)) {
            for (var job = 0; job < 2; job++) {
                var params = JsonMapper.builder().build().readTree("{\"kind\":\"fatal\"}");
                server.runner()
                        .executor()
                        .start(StartRequest.of("failing").params(params).build());
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(peer.received())
                    .extracting(HttpPeer.Received::body)
                    .anySatisfy(body -> assertThat(body).contains("2 dead letters wait for a person")));

            keysOf.redis().lpush(server.config().redis().prefix() + ":echo:active", "99");
            var http = new HttpService(HttpSettings.defaults());
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            http.get(server.apiUri().orElseThrow().resolve("/v1/health")).text())
                    .contains("1 jobs of echo have lost their lock"));
            assertThat(http.get(server.apiUri().orElseThrow().resolve("/v1/health/ready")).status())
                    .isEqualTo(200);
            assertThat(folder.resolve("work")).isDirectory();
        }
    }

    private TaurineServer start(HttpPeer peer) {
        var yaml =
                """
                notifications:
                  webhooks:
                    ops: %s
                alerts:
                  webhooks: [ops]
                  interval: 1s
                  dead-letters: 1
                """
                        .formatted(peer.uri("/"));
        var environment = Map.of(
                "REDIS_URL", keysOf.redisUri(),
                "TAURINE_REDIS_PREFIX", keysOf.key("server"),
                "TAURINE_DATA_FOLDER", folder.toString(),
                "PORT", "0");
        return TaurineServer.start(ServerConfig.parse("taurine.yaml", yaml, environment), List.of());
    }
}
