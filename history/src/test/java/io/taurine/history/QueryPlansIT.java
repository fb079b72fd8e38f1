package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No list reads a table from its beginning, nor sorts it: each begins in an index where its page begins; and what is counted is
 * read from what was added up. In both databases, on as many rows of each kind as the property {@code taurine.history.rows} says,
 * 20,000 unless it says any; with a million each list takes a few ms.
 */
class QueryPlansIT {

    private static final int ROWS = Integer.getInteger("taurine.history.rows", 20_000);
    private static final Instant START = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration BOUND = Duration.ofMillis(200);
    private static final int LIMIT = 101;

    /** Rows of an hour of counts, and of each step of jobs a page at most. */
    private static final int MOST_ROWS_READ = 2_000;

    private static final Pattern READ = Pattern.compile("scanCount: ([0-9]+)");

    private static HikariDataSource postgres;
    private static HikariDataSource h2;

    @BeforeAll
    static void fill() throws SQLException {
        var url = TestDatabase.url("localhost", TestDatabase.server().getPort(), TestDatabase.createSchema());
        postgres =
                TestDatabase.pool(url.replace("socketTimeout=10", "socketTimeout=600")); // a million rows take a while
        fill(postgres, "generate_series(1, " + ROWS + ") n");
        h2 = TestDatabase.H2.create();
        fill(h2, "SYSTEM_RANGE(1, " + ROWS + ") s(n)");
    }

    private static void fill(HikariDataSource database, String rows) throws SQLException {
        History.open(database);
        var at = "CAST(" + START.toEpochMilli() + " AS BIGINT) + n";
        var queue = "'q' || (n % 10)";
        var outcome =
                "CASE n * 7 % 5 WHEN 0 THEN 'failed' WHEN 1 THEN 'retried' WHEN 2 THEN 'cancelled' ELSE 'succeeded' END";
        for (var sql : List.of(
                "INSERT INTO taurine_execution SELECT " + queue + " || '@' || (" + at + ") || '-000000', " + queue
                        + ", CAST(n / 20 AS VARCHAR), 1 + n % 2, 1, 'job', 1, NULL, 'w1', " + outcome + ", " + at + ", "
                        + at + " + 50, 5, NULL, '1', NULL, NULL, 0 FROM " + rows,
                "INSERT INTO taurine_state SELECT " + queue + " || '@' || (" + at + "), " + queue
                        + ", CAST(n / 20 AS VARCHAR), NULL, 'active', NULL, " + at
                        + ", CASE n % 3 WHEN 0 THEN 'queued' WHEN 1 THEN 'started' ELSE 'succeeded' END, 1 FROM "
                        + rows,
                "INSERT INTO taurine_log SELECT 'ref' || (n / 10), n % 10, 'line' FROM " + rows,
                "INSERT INTO taurine_event SELECT 'e' || n, 'name' || (n % 50), 'source' || (n % 20), '{}', " + at
                        + " FROM " + rows,
                "INSERT INTO taurine_event_count SELECT n, 'name', 'source', 1 FROM " + rows,
                "INSERT INTO taurine_execution_count SELECT n / 10, " + queue + ", 'succeeded', 1, 1, 1, 1 FROM "
                        + rows,
                "INSERT INTO taurine_duration_count SELECT n / 100, " + queue + ", 'run', n % 100, 1 FROM " + rows,
                "INSERT INTO taurine_audit SELECT 'a' || n, 'actor' || (n % 20), '', 'do', 'target' || (n % 100), 'done',"
                        + " '{}', " + at + " FROM " + rows,
                "INSERT INTO taurine_schedule SELECT 's' || n, 'q' || (n % 100), '{}', '{}', 1, true, false, 1, 1, NULL"
                        + " FROM " + rows,
                "INSERT INTO taurine_definition SELECT 'q' || n, 1, 1, '', NULL, true, 1, 1 FROM " + rows,
                "ANALYZE")) {
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }
    }

    @AfterAll
    static void close() {
        postgres.close();
        h2.close();
    }

    private static Arguments list(String name, KeysetQuery<?> query) {
        return Arguments.of(name, query.sql(), query.values());
    }

    private static Arguments events(String name, EventFilter filter, String cursor) {
        var query = new EventQuery(filter, Instant.EPOCH, cursor);
        return Arguments.of(name, query.sql(), query.values());
    }

    private static Arguments counts(String name, String sql, Optional<String> queue, Map<String, Object> more) {
        var hour = Instant.ofEpochMilli(50 * ExecutionCounts.HOUR_MILLIS);
        var values = new HashMap<>(ExecutionStatistics.bounds(queue, hour, hour.plusSeconds(7_200)));
        values.putAll(more);
        return Arguments.of(name, sql, values);
    }

    static Stream<Arguments> lists() {
        var all = ExecutionFilter.all();
        var middle = START.plusMillis(ROWS / 2);
        var cursor = new Cursor(middle.toEpochMilli(), "q5@" + middle.toEpochMilli()).text();
        var none = Optional.<String>empty();
        var one = Optional.of("q3");
        var ofRuns = Map.<String, Object>of("kind", ExecutionCounts.RUN);
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
                events("events", EventFilter.all(), cursor),
                events("events of a name", EventFilter.all().named("name7"), cursor),
                events("events of a source", EventFilter.all().from("source7"), ""),
                events(
                        "events of a name and a source",
                        EventFilter.all().named("name7").from("source7"),
                        ""),
                events("steps of jobs of a name", EventFilter.all().named("job.started"), cursor),
                events(
                        "steps of jobs of a name that none has",
                        EventFilter.all().named("job.lost"),
                        ""),
                events("steps of jobs of a definition", EventFilter.all().from("q3"), cursor),
                events(
                        "steps of jobs of a name and a definition",
                        EventFilter.all().named("job.started").from("q3"),
                        cursor),
                events("events of a time", EventFilter.all().between(middle, middle.plusMillis(50)), ""),
                counts("counts of events", EventHistory.COUNTS, none, Map.of()),
                counts("counts of executions", ExecutionStatistics.perHourSql(none), none, Map.of()),
                counts("counts of executions of a queue", ExecutionStatistics.perHourSql(one), one, Map.of()),
                counts("run times", ExecutionStatistics.percentilesSql(none), none, ofRuns),
                counts("run times of a queue", ExecutionStatistics.percentilesSql(one), one, ofRuns),
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

    private static List<String> explain(HikariDataSource database, String sql, Map<String, ?> values) {
        return Jdbi.create(database)
                .withHandle(handle -> handle.createQuery(sql)
                        .bindMap(values)
                        .bind("limit", LIMIT)
                        .mapTo(String.class)
                        .list());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void readsNoTableOfPostgresFromItsBeginning(String name, String sql, Map<String, ?> values) {
        var plan = explain(postgres, "EXPLAIN (ANALYZE) " + sql, values);

        assertThat(String.join("\n", plan)).doesNotContain("Seq Scan");
        var took = plan.stream()
                .filter(line -> line.startsWith("Execution Time: "))
                .map(line -> Double.parseDouble(line.split(" ", -1)[2]))
                .findFirst()
                .orElseThrow();
        assertThat(took).isLessThan((double) BOUND.toMillis());
    }

    /** By two of their properties events are found by the index of one. */
    static Stream<Arguments> listsOfOneCondition() {
        return lists().filter(list -> !list.get()[0].toString().contains("of a name and"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("listsOfOneCondition")
    void readsFewRowsOfH2(String name, String sql, Map<String, ?> values) {
        var plan = String.join("\n", explain(h2, "EXPLAIN ANALYZE " + sql, values));

        var read = READ.matcher(plan)
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .toList();
        assertThat(read).as(plan).isNotEmpty().allMatch(rows -> rows <= MOST_ROWS_READ);
    }
}
