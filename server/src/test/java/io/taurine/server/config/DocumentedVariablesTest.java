package io.taurine.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The variables of the founding documents work as they are. */
class DocumentedVariablesTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("variables")
    void hasItsEffect(String variable, String text, Function<ServerConfig, Object> read, Object expected) {
        var before = read.apply(ServerConfig.parse("taurine.yaml", "", Map.of()));

        var config = ServerConfig.parse("taurine.yaml", "", Map.of(variable, text));

        assertThat(read.apply(config)).isEqualTo(expected).isNotEqualTo(before);
    }

    static Stream<Arguments> variables() {
        return Stream.of(
                of("REDIS_HOST", "r", c -> c.redis().shown(), "redis://r:6379"),
                of("REDIS_PORT", "7001", c -> c.redis().shown(), "redis://localhost:7001"),
                of(
                        "REDIS_PASSWORD",
                        "pw",
                        c -> c.redis().uri().map(Secret::value).orElse(""),
                        "redis://:pw@localhost:6379/0"),
                of("REDIS_URL", "redis://u:1", c -> c.redis().shown(), "redis://u:1"),
                of("JOB_WORKER_CONCURRENCY", "3", c -> c.jobs().concurrency(), 3),
                of(
                        "JOB_DEFAULT_TIMEOUT",
                        "1500",
                        c -> c.jobs().timeout().orElse(Duration.ZERO),
                        Duration.ofMillis(1500)),
                of("JOB_DEFAULT_RETRIES", "4", c -> c.jobs().retry().attempts(), 5),
                of("EVENT_RETENTION_DAYS", "7", c -> c.retention().events(), Duration.ofDays(7)),
                of("DATABASE_URL", "jdbc:h2:mem:y", c -> c.database().jdbcUrl(), "jdbc:h2:mem:y"),
                of("PORT", "1234", c -> c.http().port(), 1234),
                of("WORKER_ID", "w-1", c -> c.worker().id(), "w-1"),
                of("MAX_CONCURRENT_EXECUTIONS", "9", c -> c.worker().maxConcurrency(), 9),
                of("LEASE_DURATION_SECONDS", "45", c -> c.jobs().lockLifetime(), Duration.ofSeconds(45)),
                of("HEARTBEAT_INTERVAL_SECONDS", "4", c -> c.worker().heartbeat(), Duration.ofSeconds(4)),
                of("CANCEL_GRACE_MS", "700", c -> c.worker().cancelGrace(), Duration.ofMillis(700)),
                of("CANCEL_CHECK_INTERVAL_MS", "300", c -> c.worker().cancelCheckInterval(), Duration.ofMillis(300)),
                of("POLL_INTERVAL_MS", "900", c -> c.worker().pollInterval(), Duration.ofMillis(900)),
                of("DB_POOL_MAX", "17", c -> c.database().poolMax(), 17),
                of("DB_POOL_IDLE_TIMEOUT_MS", "5000", c -> c.database().idleTimeout(), Duration.ofSeconds(5)),
                of(
                        "DB_POOL_CONNECTION_TIMEOUT_MS",
                        "2000",
                        c -> c.database().connectionTimeout(),
                        Duration.ofSeconds(2)),
                of("BACKOFF_BASE_SECONDS", "2", c -> c.jobs().retry().delay(), Duration.ofSeconds(2)),
                of("BACKOFF_MAX_SECONDS", "60", c -> c.jobs().retry().cap(), Duration.ofMinutes(1)),
                of("BACKOFF_JITTER_PERCENT", "50", c -> c.jobs().retry().jitter(), 0.5),
                of("METRICS_CACHE_TTL_MS", "250", c -> c.metricsCacheTtl(), Duration.ofMillis(250)));
    }

    private static Arguments of(String variable, String text, Function<ServerConfig, Object> read, Object expected) {
        return Arguments.of(variable, text, read, expected);
    }
}
