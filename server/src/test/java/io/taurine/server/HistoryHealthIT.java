package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.taurine.history.History;
import io.taurine.history.HistoryFollower;
import io.taurine.history.HistoryFollowerOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.rest.HealthCheck;
import io.taurine.testkit.FaultProxy;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the health says of a history that cannot be written, or not as fast as jobs run. */
@RedisTest
@Timeout(120)
class HistoryHealthIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestQueue keysOf;

    HistoryHealthIT(TestQueue keysOf) {
        this.keysOf = keysOf.under("health" + Integer.toHexString(System.identityHashCode(this)));
    }

    private static HikariDataSource database(String url) {
        var database = new HikariDataSource();
        database.setJdbcUrl(url);
        database.setConnectionTimeout(500);
        database.setValidationTimeout(400);
        return database;
    }

    private HistoryFollower follow(HikariDataSource database, RedisConnection redis) {
        return HistoryFollower.start(
                History.open(database),
                redis,
                () -> Set.of(keysOf.name()),
                HistoryFollowerOptions.builder().prefix(keysOf.prefix()).build());
    }

    private void emit(String job) {
        keysOf.redis().xadd(keysOf.key("events"), Map.of("event", "added", "jobId", job, "name", "n"));
    }

    private static HealthCheck check(HikariDataSource database, HistoryFollower follower) {
        return ServerHealth.checks(Optional.empty(), database, Optional.of(follower), Duration.ofSeconds(1)).stream()
                .filter(one -> one.name().equals("history"))
                .findFirst()
                .orElseThrow();
    }

    private static void awaitProblem(HealthCheck check, String text) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(check.problem())
                        .hasValueSatisfying(problem -> assertThat(problem).contains(text)));
    }

    private static void awaitWell(HealthCheck check) {
        await().atMost(SOON).untilAsserted(() -> assertThat(check.problem()).isEmpty());
    }

    @Test
    void aDatabaseThatIsAwayIsFoundAndThatItIsBackToo() {
        try (var proxy = FaultProxy.to("localhost", TestPostgres.port());
                var database = database(TestPostgres.url(proxy.port()));
                var redis = RedisConnection.connect(keysOf.redisUri());
                var follower = follow(database, redis)) {
            var check = check(database, follower);
            await().atMost(SOON).until(() -> follower.caughtUpAt().isPresent());
            assertThat(check.problem()).isEmpty();

            proxy.cut();
            emit("1");

            awaitProblem(check, "cannot be reached");
            assertThat(check.isNeeded()).as("for the process to serve").isFalse();
            proxy.heal();
            awaitWell(check);
        }
    }

    @Test
    void aHistoryThatLagsIsFoundAndThatItHasCaughtUpToo() throws SQLException {
        try (var database = database(TestPostgres.url());
                var redis = RedisConnection.connect(keysOf.redisUri());
                var follower = follow(database, redis)) {
            var check = check(database, follower);
            await().atMost(SOON).until(() -> follower.caughtUpAt().isPresent());

            try (var other = database.getConnection();
                    var statement = other.createStatement()) {
                other.setAutoCommit(false);
                statement.execute("LOCK TABLE taurine_position IN ACCESS EXCLUSIVE MODE");
                emit("1");

                awaitProblem(check, "behind what happens");
                other.rollback();
            }
            awaitWell(check);
        }
    }
}
