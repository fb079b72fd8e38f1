package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.Range;
import io.taurine.history.EventFilter;
import io.taurine.history.History;
import io.taurine.testkit.ForkedJvm;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The process that runs jobs and writes their history is killed in the middle of both; another one goes on with both. */
@RedisTest
@Timeout(180)
class KilledHistoryIT {

    private static final int JOBS = 500;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Set<String> STATES =
            Set.of("waiting", "active", "delayed", "completed", "failed", "stalled", "cancelled", "removed");

    private final TestQueue keysOf;
    private final Path folder;
    private final String url = TestPostgres.url();
    private final PGSimpleDataSource database = new PGSimpleDataSource();

    KilledHistoryIT(TestQueue keysOf, @TempDir Path folder) {
        this.keysOf = keysOf;
        this.folder = folder;
        database.setUrl(url);
    }

    private ForkedJvm fork(String name, int jobs) {
        return ForkedJvm.start(
                HistoryProcess.class,
                keysOf.redisUri(),
                keysOf.key("server"),
                url,
                folder.resolve(name).toString(),
                name,
                Integer.toString(jobs));
    }

    private Set<String> rows(String sql) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new TreeSet<String>();
            while (rows.next()) {
                assertThat(found.add(rows.getString(1)))
                        .as("none is there twice")
                        .isTrue();
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int count(String outcome) {
        return rows("SELECT ref FROM taurine_execution WHERE outcome = '" + outcome + "'")
                .size();
    }

    @Test
    void nothingIsMissingOrThereTwiceAfterTheProcessWasKilled() {
        var history = History.open(database);
        try (var first = fork("first", JOBS)) {
            first.awaitLine("all started"::equals, SOON);
            await().atMost(SOON).until(() -> count("succeeded") > JOBS / 10);

            first.kill();
        }
        assertThat(count("succeeded")).isLessThan(JOBS);
        try (var second = fork("second", 0)) {
            second.awaitLine("ready"::equals, SOON);
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(count("succeeded")).isEqualTo(JOBS));
            await().atMost(SOON).until(() -> count("running") == 0);
        }

        var told = new TreeSet<String>();
        var starts = new HashSet<String>();
        for (var event : keysOf.redis().xrange(keysOf.key("server:work:events"), Range.unbounded())) {
            var name = event.getBody().get("event");
            var id = event.getId().split("-", 2);
            var ref = String.format("work@%s-%06d", id[0], Integer.parseInt(id[1]));
            if (STATES.contains(name)) {
                told.add(ref + " " + event.getBody().get("jobId") + " " + name);
            }
            if ("active".equals(name)) {
                starts.add(ref);
            }
        }
        assertThat(rows("SELECT ref || ' ' || job_id || ' ' || state FROM taurine_state"))
                .isEqualTo(told);
        assertThat(rows("SELECT ref FROM taurine_execution")).isEqualTo(starts);
        assertThat(count("retried")).isEqualTo(JOBS / 10);
        assertThat(count("lost")).as("those that ran when it was killed").isPositive();
        assertThat(history.events()
                        .list(EventFilter.all().named("history.gap"), "", 10)
                        .items())
                .isEmpty();
    }
}
