package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No list reads a table from its beginning, nor sorts it: each begins in an index where its page begins. On as many rows of each
 * kind as the property {@code taurine.history.rows} says, 20,000 unless it says any; with a million each list takes a few ms.
 */
class QueryPlansIT {

    private static final int ROWS = Integer.getInteger("taurine.history.rows", 20_000);
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration BOUND = Duration.ofMillis(200);

    private static HikariDataSource database;

    @BeforeAll
    static void fill() throws SQLException {
        var url = TestDatabase.url("localhost", TestDatabase.server().getPort(), TestDatabase.createSchema());
        database =
                TestDatabase.pool(url.replace("socketTimeout=10", "socketTimeout=600")); // a million rows take a while
        History.open(database);
        var start = START.toEpochMilli();
        for (var sql : List.of(
                "INSERT INTO taurine_execution SELECT 'q' || (n % 10) || '@' || (" + start
                        + "::bigint + n) || '-000000',"
                        + " 'q' || (n % 10), (n / 20)::text, 1 + n % 2, 1, 'job', 1, NULL, 'w1', (ARRAY['succeeded',"
                        + " 'succeeded', 'retried', 'failed', 'cancelled'])[1 + (n * 7 % 5)], " + start
                        + "::bigint + n, "
                        + start + "::bigint + n + 50, 5, NULL, '1', NULL, NULL, 0 FROM generate_series(1, " + ROWS
                        + ") n",
                "INSERT INTO taurine_state SELECT 'q' || (n % 10) || '@' || (" + start
                        + "::bigint + n), 'q' || (n % 10),"
                        + " (n / 20)::text, NULL, 'active', NULL, " + start + "::bigint + n FROM generate_series(1, "
                        + ROWS
                        + ") n",
                "INSERT INTO taurine_log SELECT 'ref' || (n / 10), n % 10, 'line' FROM generate_series(1, " + ROWS
                        + ") n",
                "INSERT INTO taurine_event SELECT 'e' || n, 'name' || (n % 50), 'source' || (n % 20), '{}', " + start
                        + "::bigint + n FROM generate_series(1, " + ROWS + ") n",
                "INSERT INTO taurine_audit SELECT 'a' || n, 'actor' || (n % 20), '', 'do', 'target' || (n % 100), 'done',"
                        + " '{}', " + start + "::bigint + n FROM generate_series(1, " + ROWS + ") n",
                "INSERT INTO taurine_schedule SELECT 's' || n, 'q' || (n % 100), '{}', '{}', 1, true, false, 1, 1, NULL"
                        + " FROM generate_series(1, " + ROWS + ") n",
                "INSERT INTO taurine_definition SELECT 'q' || n, 1, 1, '', NULL, true, 1, 1 FROM generate_series(1, "
                        + ROWS + ") n",
                "ANALYZE")) {
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static Arguments list(String name, KeysetQuery<?> query) {
        return Arguments.of(name, query);
    }

    static Stream<Arguments> lists() {
        var all = ExecutionFilter.all();
        var middle = START.plusMillis(ROWS / 2);
        var cursor = new Cursor(middle.toEpochMilli(), "q5@" + middle.toEpochMilli()).text();
        return Stream.of(
                list("executions", ExecutionHistory.query(all, "")),
                list("executions from the middle", ExecutionHistory.query(all, cursor)),
                list("of a queue", ExecutionHistory.query(all.of("q3"), cursor)),
                list("of a queue that has none", ExecutionHistory.query(all.of("none"), "")),
                list("with an outcome", ExecutionHistory.query(all.with(Outcome.FAILED), cursor)),
                list("with an outcome that none has", ExecutionHistory.query(all.with(Outcome.TIMED_OUT), "")),
                list(
                        "with outcomes of a queue",
                        ExecutionHistory.query(
                                all.of("q3").with(Outcome.FAILED, Outcome.CANCELLED, Outcome.TIMED_OUT), cursor)),
                list("of a time", ExecutionHistory.query(all.between(middle, middle.plusMillis(50)), "")),
                list("of a job", ExecutionHistory.ofJobQuery("q3", "7", "")),
                list("states of a job", ExecutionHistory.statesQuery("q3", "7", "")),
                list("lines of an execution", ExecutionHistory.logsQuery("ref12", "")),
                list("events", EventHistory.query(EventFilter.all(), cursor)),
                list("events of a name", EventHistory.query(EventFilter.all().named("name7"), cursor)),
                list("events of a source", EventHistory.query(EventFilter.all().from("source7"), "")),
                list(
                        "events of a name and a source",
                        EventHistory.query(EventFilter.all().named("name7").from("source7"), "")),
                list("the audit log", AuditHistory.query(AuditFilter.all(), cursor)),
                list(
                        "the audit log of an actor",
                        AuditHistory.query(
                                new AuditFilter(
                                        Optional.of("actor7"), Optional.empty(), Optional.empty(), Optional.empty()),
                                "")),
                list("schedules", ScheduleHistory.query(Optional.empty(), "")),
                list("schedules of a definition", ScheduleHistory.query(Optional.of("q7"), new Cursor(0, "s5").text())),
                list("definitions", DefinitionHistory.query(new Cursor(0, "q5").text())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void readsNoTableFromItsBeginning(String name, KeysetQuery<?> query) {
        var jdbi = Jdbi.create(database);
        List<String> plan = jdbi.withHandle(handle -> handle.createQuery("EXPLAIN (ANALYZE) " + query.sql())
                .bindMap(query.values())
                .bind("limit", 101)
                .mapTo(String.class)
                .list());

        assertThat(String.join("\n", plan)).doesNotContain("Seq Scan");
        var took = plan.stream()
                .filter(line -> line.startsWith("Execution Time: "))
                .map(line -> Double.parseDouble(line.split(" ", -1)[2]))
                .findFirst()
                .orElseThrow();
        assertThat(took).isLessThan((double) BOUND.toMillis());
    }
}
