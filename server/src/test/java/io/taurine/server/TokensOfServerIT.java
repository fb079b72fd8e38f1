package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of the configuration at the door of a running server. */
@RedisTest
class TokensOfServerIT {

    @Test
    void aTokenMayBeConfiguredByItsHashAndIsRefusedWhenItHasExpired(TestQueue keysOf, @TempDir Path folder)
            throws Exception {
        var yaml = "http: {tokens: ["
                + "{name: hashed, sha256: " + sha256("a-long-random-text") + ", role: viewer}, "
                + "{name: over, secret: another-long-text, role: admin, expires: '2020-01-01T00:00:00Z'}, "
                + "{name: open, secret: a-third-long-text, role: admin, expires: '2999-01-01T00:00:00Z'}]}";
        try (var servers = new TestServers(keysOf, folder)) {
            var server = servers.with("TAURINE_RUNNER", "local").yaml(yaml).start();

            assertThat(get(server, "/v1/definitions", "a-long-random-text").status())
                    .isEqualTo(200);
            assertThat(get(server, "/v1/definitions", "a-third-long-text").status())
                    .isEqualTo(200);
            assertThat(get(server, "/v1/audit", "a-long-random-text").status()).isEqualTo(403);
            var refused = get(server, "/v1/definitions", "another-long-text");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.body().path("code").asText()).isEqualTo("token_expired");
            assertThat(get(server, "/v1/definitions", sha256("a-long-random-text"))
                            .status())
                    .isEqualTo(401);
        }
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
