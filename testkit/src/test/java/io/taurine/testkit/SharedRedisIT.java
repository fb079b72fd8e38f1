package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SharedRedisIT {
    @Test
    void isOneServerForThisJvm() {
        assertThat(TestRedis.shared()).isEqualTo(TestRedis.shared());
        assertThat(RawRedis.connectTo(TestRedis.shared()).ping()).isEqualTo("PONG");
    }

    @Test
    void takesTheServerOfTheEnvironment() {
        assertThat(TestRedis.choose(Map.of("REDIS_URL", " redis://example.test:7000 ")))
                .isEqualTo("redis://example.test:7000");
    }

    @Test
    void startsAServerWhereNoDockerEngineAnswers() {
        var uri = TestRedis.choose(Map.of("DOCKER_HOST", "unix:///no/such/docker.sock"));

        assertThat(uri).startsWith("redis://127.0.0.1:");
        assertThat(RawRedis.connectTo(uri).ping()).isEqualTo("PONG");
    }
}
