package io.taurine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The command that shows who holds which lock; on a server of its own, as it lists all there are. */
class LocksIT {

    private static EmbeddedRedis server;
    private static RedisConnection redis;

    private Cli cli;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        redis = RedisConnection.connect(server.uri());
    }

    @BeforeEach
    void shell() {
        cli = Cli.on(server.uri());
    }

    @AfterAll
    static void stop() {
        redis.close();
        server.close();
    }

    @Test
    void showsWhatIsHeld() {
        assertThat(cli.done("locks").lines()).containsExactly("No locks are held");
        var options = LockOptions.builder()
                .holder("ada")
                .leaseTime(Duration.ofMinutes(5))
                .build();

        try (var report = RedisLock.of("report", redis, options).lock(Duration.ZERO);
                var other = RedisLock.of("import: 1", redis, options).lock(Duration.ZERO)) {
            var lines = cli.done("locks").lines();
            assertThat(lines.get(0)).matches("LOCK +HOLDER +REMAINING MS +FENCING NUMBER");
            assertThat(lines.get(1)).matches("import: 1 +ada +\\d+ +" + other.fencingToken());
            assertThat(lines.get(2)).matches("report +ada +\\d+ +" + report.fencingToken());

            var locks = cli.json("locks").get("locks");
            assertThat(locks).hasSize(2);
            assertThat(locks.get(1).get("name").asText()).isEqualTo("report");
            assertThat(locks.get(1).get("holder").asText()).isEqualTo("ada");
            assertThat(locks.get(1).get("remainingMs").asLong()).isBetween(1L, 300_000L);
            assertThat(locks.get(1).get("fencingNumber").asLong()).isEqualTo(report.fencingToken());
        }
        assertThat(cli.json("locks")).hasToString("{\"locks\":[]}");
    }
}
