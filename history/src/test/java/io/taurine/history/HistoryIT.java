package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource
class HistoryIT {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final HikariDataSource database;
    private final History history;
    private final HistoryStore store;

    HistoryIT(TestDatabase kind) {
        database = kind.create();
        history = History.open(database);
        store = history.store();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Execution.Builder execution(String queue, int number) {
        return Execution.builder(
                queue + "@" + (1000 + number), queue, Integer.toString(number), 1, NOON.plusSeconds(number));
    }

    private static Execution ended(String queue, int number, Outcome outcome) {
        return execution(queue, number)
                .ended(outcome, NOON.plusSeconds(number).plusMillis(250))
                .waitedMillis(40L)
                .build();
    }

    private void store(Execution... executions) {
        var batch = new HistoryBatch();
        for (var execution : executions) {
            batch.execution(execution);
        }
        store.write(batch);
    }

    private static StoredEvent event(int number, String name, String source) {
        return new StoredEvent("e" + number, name, source, "{\"n\":" + number + "}", NOON.plusSeconds(number));
    }

    private long count(String table) {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Nested
    class Migrating {

        @Test
        void openingTwiceChangesNothing() {
            store(ended("mail", 1, Outcome.SUCCEEDED));

            var again = History.open(database);

            assertThat(again.executions().list(ExecutionFilter.all(), "", 10).items())
                    .hasSize(1);
        }

        @Test
        void leavesAnApplicationsOwnTablesAndMigrationsAlone() throws SQLException {
            var name = "app";
            try (var connection = database.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE " + name + " (id BIGINT PRIMARY KEY)");
            }
            var own = Flyway.configure()
                    .dataSource(database)
                    .baselineOnMigrate(true)
                    .failOnMissingLocations(false)
                    .load();

            own.baseline();
            own.migrate();
            History.open(database);

            assertThat(own.info().current().getVersion()).hasToString("1");
            assertThat(count(name)).isZero();
        }
    }

    @Nested
    class Executions {

        @Test
        void areKeptWithAllThatIsKnown() {
            var full = execution("mail", 7)
                    .runNumber(3)
                    .attempt(2)
                    .jobName("welcome")
                    .version(4)
                    .scheduleId("nightly")
                    .worker("w1")
                    .waitedMillis(12L)
                    .progress("50")
                    .result("{\"sent\":true}")
                    .error("once it failed")
                    .stackTrace("at Mail.send")
                    .logged(2)
                    .ended(Outcome.SUCCEEDED, NOON.plusSeconds(9))
                    .build();

            store(full);

            var found = history.executions().find("mail:7/3");
            assertThat(found).contains(full);
            assertThat(found.get().stackTrace()).contains("at Mail.send");
            assertThat(history.executions().findByRef("mail@1007")).contains(full);
            assertThat(history.executions().find("mail:7/2")).isEmpty();
            assertThat(history.executions().find("nonsense")).isEmpty();
        }

        @Test
        void storedTwiceChangeNothing() {
            var once = ended("mail", 1, Outcome.FAILED);
            var batch = new HistoryBatch()
                    .execution(once)
                    .state(new StateChange("mail@1", "mail", "1", null, "waiting", null, NOON))
                    .log(new LogLine(once.ref(), 1, "hello"))
                    .event(event(1, "a", "b"));

            store.write(batch);
            store.write(batch);

            assertThat(count("taurine_execution")).isEqualTo(1);
            assertThat(count("taurine_state")).isEqualTo(1);
            assertThat(count("taurine_log")).isEqualTo(1);
            assertThat(count("taurine_event")).isEqualTo(1);
            assertThat(history.events().counts(NOON, NOON.plusSeconds(10)))
                    .extracting(EventHistory.HourCount::events)
                    .containsExactly(1L);
        }

        @Test
        void thatHaveEndedDoNotBeginAgain() {
            store(execution("mail", 1).worker("w1").build());
            store(ended("mail", 1, Outcome.FAILED));

            store(execution("mail", 1).worker("w2").build());

            var kept = history.executions().find("mail:1/1").orElseThrow();
            assertThat(kept.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(kept.worker()).contains("w1");
        }

        @Test
        void areListedNewestFirstPageByPage() {
            IntStream.range(0, 25).forEach(number -> store(ended("mail", number, Outcome.SUCCEEDED)));

            var pages = new ArrayList<List<String>>();
            var cursor = "";
            do {
                var page = history.executions().list(ExecutionFilter.all(), cursor, 10);
                pages.add(page.items().stream().map(Execution::jobId).toList());
                cursor = page.nextCursor();
                store(ended("mail", 100 + pages.size(), Outcome.SUCCEEDED)); // what comes in front moves nothing
            } while (!cursor.isEmpty());

            assertThat(pages).hasSize(3);
            assertThat(pages.stream().flatMap(List::stream))
                    .containsExactlyElementsOf(IntStream.range(0, 25)
                            .mapToObj(number -> Integer.toString(24 - number))
                            .toList());
        }

        @Test
        void areFilteredByQueueOutcomeAndTime() {
            IntStream.range(0, 12)
                    .forEach(number -> store(ended(
                            number % 2 == 0 ? "mail" : "video",
                            number,
                            number % 3 == 0 ? Outcome.FAILED : number % 3 == 1 ? Outcome.RETRIED : Outcome.SUCCEEDED)));

            assertThat(jobs(ExecutionFilter.all().of("mail"))).containsExactly("10", "8", "6", "4", "2", "0");
            assertThat(jobs(ExecutionFilter.all().with(Outcome.FAILED))).containsExactly("9", "6", "3", "0");
            assertThat(jobs(ExecutionFilter.all().of("video").with(Outcome.FAILED, Outcome.RETRIED)))
                    .containsExactly("9", "7", "3", "1");
            assertThat(jobs(ExecutionFilter.all().between(NOON.plusSeconds(4), NOON.plusSeconds(7))))
                    .containsExactly("6", "5", "4");
        }

        private List<String> jobs(ExecutionFilter filter) {
            var jobs = new ArrayList<String>();
            var cursor = "";
            do {
                var page = history.executions().list(filter, cursor, 2);
                page.items().forEach(execution -> jobs.add(execution.jobId()));
                cursor = page.nextCursor();
            } while (!cursor.isEmpty());
            return jobs;
        }

        @Test
        void listsCarryNoPayloads() {
            store(execution("mail", 1)
                    .result("1")
                    .progress("2")
                    .stackTrace("at")
                    .error("x".repeat(900))
                    .ended(Outcome.FAILED, NOON.plusSeconds(3))
                    .build());

            var listed = history.executions()
                    .list(ExecutionFilter.all(), "", 1)
                    .items()
                    .get(0);
            assertThat(listed.result()).isEmpty();
            assertThat(listed.progress()).isEmpty();
            assertThat(listed.stackTrace()).isEmpty();
            assertThat(listed.error().orElseThrow()).hasSize(500);
        }

        @Test
        void ofOneJobAndItsStatesAndLinesAreReadInOrder() {
            var batch = new HistoryBatch();
            for (var run = 1; run <= 3; run++) {
                var ref = "mail@" + (2000 + run);
                batch.execution(Execution.builder(ref, "mail", "9", run, NOON.plusSeconds(run))
                        .build());
                batch.state(new StateChange(ref, "mail", "9", ref, "active", null, NOON.plusSeconds(run)));
                batch.log(new LogLine(ref, 1, "run " + run));
                batch.log(new LogLine(ref, 2, "done"));
            }
            store.write(batch);

            var first = history.executions().ofJob("mail", "9", "", 2);
            assertThat(first.items()).extracting(Execution::runNumber).containsExactly(3, 2);
            assertThat(history.executions()
                            .ofJob("mail", "9", first.nextCursor(), 2)
                            .items())
                    .extracting(Execution::runNumber)
                    .containsExactly(1);
            var states = history.executions().states("mail", "9", "", 2);
            assertThat(states.items()).extracting(StateChange::ref).containsExactly("mail@2001", "mail@2002");
            assertThat(history.executions()
                            .states("mail", "9", states.nextCursor(), 2)
                            .items())
                    .extracting(StateChange::ref)
                    .containsExactly("mail@2003");
            var lines = history.executions().logs("mail@2002", "", 1);
            assertThat(lines.items()).extracting(LogLine::message).containsExactly("run 2");
            assertThat(history.executions()
                            .logs("mail@2002", lines.nextCursor(), 1)
                            .items())
                    .extracting(LogLine::message)
                    .containsExactly("done");
        }

        @Test
        void takeAnythingThatAJobMayPutIntoThem() {
            var longId = "x".repeat(3_000);
            store.write(new HistoryBatch()
                    .execution(Execution.builder("q@1", "q", longId, 1, NOON)
                            .error("a\0b\ud800c")
                            .result("\"" + "y".repeat(2_000_000) + "\"")
                            .stackTrace("z".repeat(2_000_000))
                            .ended(Outcome.FAILED, NOON)
                            .build())
                    .log(new LogLine("q@1", 1, "\0" + "l".repeat(100_000))));

            var kept = history.executions().ofJob("q", longId, "", 1).items().get(0);
            var full = history.executions().findByRef(kept.ref()).orElseThrow();
            assertThat(full.error()).contains("a\ufffdb\ufffdc");
            assertThat(full.result()).contains("\"(not kept: 2000002 characters of JSON)\"");
            var trace = full.stackTrace().orElseThrow();
            assertThat(trace.substring(trace.length() - 25)).isEqualTo("(1750050 more characters)");
        }

        @Test
        void refuseAWrongCursorOrLimit() {
            var executions = history.executions();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> executions.list(ExecutionFilter.all(), "!!", 10))
                    .withMessageContaining("cursor");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> executions.list(ExecutionFilter.all(), "", 0))
                    .withMessageContaining("between 1 and 1000, was 0");
            assertThatIllegalArgumentException().isThrownBy(() -> executions.list(ExecutionFilter.all(), "", 1001));
        }
    }

    @Nested
    class Statistics {

        @Test
        void addUpExecutionsAsTheyEnd() {
            var later = NOON.plus(Duration.ofHours(1));
            var batch = new HistoryBatch().execution(execution("mail", 500).build());
            IntStream.rangeClosed(1, 100)
                    .forEach(number -> batch.execution(execution("mail", number)
                            .waitedMillis(number * 10L)
                            .ended(Outcome.SUCCEEDED, NOON.plusSeconds(number).plusMillis(number))
                            .build()));
            batch.execution(Execution.builder("video@1", "video", "1", 1, NOON)
                    .ended(Outcome.FAILED, later)
                    .build());
            store.write(batch);
            store.write(batch);

            var statistics = history.statistics();
            assertThat(statistics.perHour(Optional.empty(), NOON, later.plusMillis(1)))
                    .containsExactly(
                            new ExecutionStatistics.HourCount(NOON, "mail", Outcome.SUCCEEDED, 100, 5050, 100, 50_500),
                            new ExecutionStatistics.HourCount(later, "video", Outcome.FAILED, 1, 3_600_000, 0, 0));
            assertThat(statistics.perHour(Optional.of("mail"), NOON, later)).hasSize(1);
            var runs = statistics.runTimes(Optional.of("mail"), NOON, later);
            assertThat(runs.executions()).isEqualTo(100);
            assertThat(runs.p50Millis()).isBetween(47.0, 53.0);
            assertThat(runs.p95Millis()).isBetween(90.0, 100.0);
            assertThat(statistics.waitTimes(Optional.empty(), NOON, later).p99Millis())
                    .isBetween(940.0, 1040.0);
            assertThat(statistics.waitTimes(Optional.of("none"), NOON, later))
                    .isEqualTo(new ExecutionStatistics.Percentiles(0, 0, 0, 0));
        }
    }

    @Nested
    class PositionsOfStreams {

        @Test
        void moveWithTheBatchOrNotAtAll() {
            store.write(new HistoryBatch()
                    .execution(ended("mail", 1, Outcome.SUCCEEDED))
                    .position("bull:mail", null, "5-0", NOON));

            assertThatExceptionOfType(PositionMovedException.class)
                    .isThrownBy(() -> store.write(new HistoryBatch()
                            .execution(ended("mail", 2, Outcome.SUCCEEDED))
                            .position("bull:mail", "4-0", "6-0", NOON)))
                    .satisfies(moved -> assertThat(moved.stream()).isEqualTo("bull:mail"));
            assertThatExceptionOfType(PositionMovedException.class)
                    .isThrownBy(() -> store.write(new HistoryBatch().position("bull:mail", null, "6-0", NOON)));

            assertThat(count("taurine_execution")).isEqualTo(1);
            assertThat(store.positions()).containsEntry("bull:mail", "5-0").hasSize(1);
            store.write(new HistoryBatch().position("bull:mail", "5-0", "6-0", NOON));
            assertThat(store.position("bull:mail")).contains("6-0");
            assertThat(store.position("bull:other")).isEmpty();
        }
    }

    @Nested
    class DefinitionsAndVersions {

        private Registration mail(int version, String checksum) {
            return new Registration("mail", version, 1, "Sends mail", null, true, checksum, "{\"attempts\":3}");
        }

        @Test
        void aChangedChecksumIsTold() {
            assertThat(store.register(mail(1, "aa"), NOON)).isEqualTo(RegistrationChange.NEW);
            assertThat(store.register(mail(1, "aa"), NOON.plusSeconds(1))).isEqualTo(RegistrationChange.SAME);
            assertThat(store.register(mail(1, "bb"), NOON.plusSeconds(2))).isEqualTo(RegistrationChange.CHANGED);
            assertThat(store.register(List.of(mail(2, "cc"), mail(1, "bb")), NOON.plusSeconds(3)))
                    .containsExactly(RegistrationChange.NEW, RegistrationChange.SAME);

            assertThat(history.versions().list("mail", "", 10).items())
                    .extracting(VersionEntry::version, VersionEntry::checksum)
                    .containsExactly(tuple(1, "bb"), tuple(2, "cc"));
            assertThat(history.versions().changes("mail", 1, "", 10).items())
                    .extracting(VersionChange::sequence, VersionChange::oldChecksum, VersionChange::newChecksum)
                    .containsExactly(tuple(1, Optional.empty(), "aa"), tuple(2, Optional.of("aa"), "bb"));
            assertThat(history.definitions().find("mail").orElseThrow().latestVersion())
                    .isEqualTo(2);
        }

        @Test
        void whetherADefinitionIsEnabledOutlivesAChange() {
            store.register(mail(1, "aa"), NOON);

            assertThat(store.enable("mail", false, NOON.plusSeconds(1))).isTrue();
            store.register(mail(2, "bb"), NOON.plusSeconds(2));

            assertThat(history.definitions().find("mail").orElseThrow().isEnabled())
                    .isFalse();
            assertThat(store.enable("none", false, NOON)).isFalse();
        }

        @Test
        void definitionsAreListedByKey() {
            for (var key : List.of("c", "a", "b")) {
                store.register(new Registration(key, 1, 1, "", "module", true, "x", "{}"), NOON);
            }

            var page = history.definitions().list("", 2);
            assertThat(page.items()).extracting(DefinitionEntry::key).containsExactly("a", "b");
            assertThat(history.definitions().list(page.nextCursor(), 2).items())
                    .extracting(DefinitionEntry::key)
                    .containsExactly("c");
        }
    }

    @Nested
    class Schedules {

        @Test
        void areKeptAsTheyWereLast() {
            var created = new ScheduleEntry(
                    "nightly", "mail", "{\"cron\":\"0 0 * * *\"}", "{}", 1, true, false, NOON, NOON, Optional.empty());
            var changed = new ScheduleEntry(
                    "nightly",
                    "mail",
                    "{\"every\":5}",
                    "{}",
                    2,
                    false,
                    false,
                    NOON.plusSeconds(5),
                    NOON.plusSeconds(5),
                    Optional.empty());

            store.schedule(created);
            store.schedule(changed);
            store.schedule(created);

            var kept = history.schedules().find("nightly").orElseThrow();
            assertThat(kept.rule()).isEqualTo("{\"every\":5}");
            assertThat(kept.createdAt()).isEqualTo(NOON);
            assertThat(store.scheduleRemoved("nightly", NOON.plusSeconds(9))).isTrue();
            assertThat(store.scheduleRemoved("nightly", NOON.plusSeconds(9))).isFalse();
            assertThat(history.schedules()
                            .list(Optional.of("mail"), "", 10)
                            .items()
                            .get(0)
                            .removedAt())
                    .contains(NOON.plusSeconds(9));
            assertThat(history.schedules().list(Optional.of("video"), "", 10).items())
                    .isEmpty();
            assertThat(history.schedules().list(Optional.empty(), "", 10).items())
                    .hasSize(1);
        }
    }

    @Nested
    class EventsAndAudit {

        @Test
        void eventsAreFilteredAndCounted() {
            var batch = new HistoryBatch();
            IntStream.range(0, 8)
                    .forEach(number -> batch.event(
                            event(number, number % 2 == 0 ? "user.created" : "user.left", number < 4 ? "app" : "job")));
            store.write(batch);
            store.event(new StoredEvent("late", "user.left", "app", "null", NOON.plus(Duration.ofHours(2))));

            assertThat(history.events()
                            .list(EventFilter.all().named("user.created").from("app"), "", 10)
                            .items())
                    .extracting(StoredEvent::id)
                    .containsExactly("e2", "e0");
            assertThat(history.events()
                            .list(EventFilter.all().between(NOON, NOON.plusSeconds(2)), "", 10)
                            .items())
                    .extracting(StoredEvent::id)
                    .containsExactly("e1", "e0");
            assertThat(history.events().find("e3").orElseThrow().payload()).isEqualTo("{\"n\":3}");
            assertThat(history.events().counts(NOON, NOON.plus(Duration.ofHours(3))))
                    .extracting(EventHistory.HourCount::hour, EventHistory.HourCount::events)
                    .contains(tuple(NOON, 2L), tuple(NOON.plus(Duration.ofHours(2)), 1L))
                    .hasSize(5);
            assertThat(history.events().counts(NOON, NOON.plus(Duration.ofHours(2))))
                    .hasSize(4);
        }

        @Test
        void theAuditLogTellsWhoDidWhat() {
            for (var number = 0; number < 3; number++) {
                store.audit(new AuditEntry(
                        "a" + number,
                        number < 2 ? "ada" : "bob",
                        "admin",
                        "definition.disable",
                        "definition:mail",
                        "done",
                        "{}",
                        NOON.plusSeconds(number)));
            }

            assertThat(history.audit().list(AuditFilter.all(), "", 10).items())
                    .extracting(AuditEntry::id)
                    .containsExactly("a2", "a1", "a0");
            assertThat(history.audit()
                            .list(
                                    new AuditFilter(
                                            Optional.of("ada"),
                                            Optional.of("definition:mail"),
                                            Optional.empty(),
                                            Optional.empty()),
                                    "",
                                    10)
                            .items())
                    .extracting(AuditEntry::id)
                    .containsExactly("a1", "a0");
        }

        @Test
        void refuseWhatIsWrong() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new StoredEvent(" ", "n", "s", "{}", NOON))
                    .withMessageContaining("id must not be blank");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Registration("k".repeat(201), 1, 1, "", null, true, "c", "{}"))
                    .withMessageContaining("200 characters at most");
        }
    }

    @Nested
    class Retention {

        @Test
        void removesWhatIsOldButNotWhatRuns() {
            store(
                    execution("mail", 0).build(),
                    ended("mail", 1, Outcome.FAILED),
                    ended("mail", 2, Outcome.SUCCEEDED),
                    ended("mail", 3, Outcome.SUCCEEDED));
            store.write(new HistoryBatch()
                    .log(new LogLine("mail@1001", 1, "gone"))
                    .log(new LogLine("mail@1003", 1, "kept"))
                    .state(new StateChange("mail@1", "mail", "1", null, "waiting", null, NOON))
                    .state(new StateChange("mail@2", "mail", "3", null, "waiting", null, NOON.plusSeconds(5))));

            var removed = history.retention().removeExecutionsBefore(NOON.plusSeconds(3));

            assertThat(removed).isEqualTo(3);
            assertThat(history.executions().list(ExecutionFilter.all(), "", 10).items())
                    .extracting(Execution::jobId)
                    .containsExactly("3", "0");
            assertThat(count("taurine_log")).isEqualTo(1);
            assertThat(count("taurine_state")).isEqualTo(1);
        }

        @Test
        void keepsTheNewestOfAQueue() {
            var batch = new HistoryBatch();
            IntStream.range(0, 2_500).forEach(number -> batch.execution(ended("mail", number, Outcome.SUCCEEDED)));
            IntStream.range(0, 5).forEach(number -> batch.execution(ended("video", number, Outcome.SUCCEEDED)));
            store.write(batch);

            assertThat(history.retention().keepNewestExecutions("mail", 10)).isEqualTo(2_490);
            assertThat(history.retention().keepNewestExecutions("mail", 10)).isZero();

            assertThat(history.executions()
                            .list(ExecutionFilter.all().of("mail"), "", 100)
                            .items())
                    .extracting(Execution::jobId)
                    .startsWith("2499")
                    .endsWith("2490")
                    .hasSize(10);
            assertThat(history.executions()
                            .list(ExecutionFilter.all().of("video"), "", 100)
                            .items())
                    .hasSize(5);
        }

        @Test
        void removesEventsByAgeAndByCount() {
            var batch = new HistoryBatch();
            IntStream.range(0, 50).forEach(number -> batch.event(event(number, "n", "s")));
            store.write(batch);

            assertThat(history.retention().removeEventsBefore(NOON.plusSeconds(20)))
                    .isEqualTo(20);
            assertThat(history.retention().keepNewestEvents(5)).isEqualTo(25);
            assertThat(history.events().list(EventFilter.all(), "", 10).items())
                    .extracting(StoredEvent::id)
                    .containsExactly("e49", "e48", "e47", "e46", "e45");
        }

        @Test
        void removesTheAuditLogByAge() {
            store.audit(new AuditEntry("a", "ada", "", "do", "", "done", "{}", NOON));

            assertThat(history.retention().removeAuditBefore(NOON)).isZero();
            assertThat(history.retention().removeAuditBefore(NOON.plusMillis(1)))
                    .isEqualTo(1);
        }
    }
}
