package io.taurine.server.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.server.service.ServiceRegistry;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogIT {

    @Test
    void seesARedisThatAnswersAndOneThatHangs() throws Exception {
        var options =
                RedisOptions.builder().commandTimeout(Duration.ofMillis(500)).build();
        try (var proxy = FaultProxy.to(TestRedis.shared());
                var redis = RedisConnection.connect(proxy.uri(), options)) {
            var examples = Examples.with(
                    ServiceRegistry.builder().with(RedisConnection.class, redis).build());

            var before = examples.run("watchdog", "null");
            proxy.stall();
            var after = examples.run("watchdog", "null");

            assertThat(before.at("/findings/redis/found").asText()).matches("Redis .+ answers");
            assertThat(after.at("/findings/redis/ok").asBoolean()).isFalse();
            assertThat(after.get("ok").asBoolean()).isFalse();
        }
    }
}
