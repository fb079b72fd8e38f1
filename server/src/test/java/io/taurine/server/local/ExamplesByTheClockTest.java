package io.taurine.server.local;

import static io.taurine.server.runner.RunnerFixture.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.example.ExampleDefinitions;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.service.ServiceRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

/** The examples that run by themselves. */
class ExamplesByTheClockTest {

    private final FakeTime time = new FakeTime("2024-03-01T00:30:30Z");
    private final JdbcDataSource database = new JdbcDataSource();

    @Test
    void expiredSessionsAreDeletedEachMinuteAndTheWatchdogLooks() throws Exception {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        var services =
                ServiceRegistry.builder().with(DataSource.class, database).build();
        var definitions = ExampleDefinitions.all(services).toArray(Definition<?>[]::new);
        var runner = LocalJobRunner.of(
                RunnerSetup.of(Definitions.of(definitions)).services(services).build(), time);
        try (var lifecycle = runner.lifecycle();
                var connection = database.getConnection()) {
            lifecycle.start();

            time.advance(Duration.ofMinutes(1));
            awaitRuns(runner, 1);
            insertExpired(connection);
            time.advance(Duration.ofMinutes(1));
            awaitRuns(runner, 2);
            assertThat(sessions(connection)).isZero();
            insertExpired(connection);
            time.advance(Duration.ofMinutes(1));
            awaitRuns(runner, 3);
            assertThat(sessions(connection)).isZero();
        }
    }

    private static void awaitRuns(LocalJobRunner runner, int runs) {
        for (var key : new String[] {"session-timeout", "watchdog"}) {
            var succeeded = JobFilter.all().of(key).in(JobStatus.SUCCEEDED);
            eventually(
                    () -> assertThat(runner.executor().list(succeeded, "", 10).items())
                            .as(key)
                            .hasSize(runs));
        }
    }

    private static void insertExpired(Connection connection) throws SQLException {
        try (var insert = connection.createStatement()) {
            insert.executeUpdate("INSERT INTO example_session VALUES ('a', 1), ('b', 2)");
        }
    }

    private static int sessions(Connection connection) throws SQLException {
        try (var count = connection.createStatement();
                var found = count.executeQuery("SELECT count(*) FROM example_session")) {
            found.next();
            return found.getInt(1);
        }
    }
}
