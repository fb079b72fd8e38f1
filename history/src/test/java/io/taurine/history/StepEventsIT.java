package io.taurine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Steps of jobs are events without being stored as such. */
@ParameterizedClass
@EnumSource
class StepEventsIT {

    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private final HikariDataSource database;
    private final History history;
    private final EventHistory events;

    StepEventsIT(TestDatabase kind) {
        database = kind.create();
        history = History.open(database);
        events = history.events();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static String ref(String queue, int second) {
        return Refs.of(queue, NOON.plusSeconds(second).toEpochMilli() + "-0");
    }

    private static StateChange step(String queue, int second, String state, @Nullable String detail, JobStep step) {
        var run = step.isOfExecution() ? 1 : 0;
        return new StateChange(
                ref(queue, second),
                queue,
                "7",
                run == 0 ? null : ref(queue, 1),
                state,
                detail,
                NOON.plusSeconds(second),
                step,
                run);
    }

    private static Execution.Builder execution(String queue) {
        return Execution.builder(ref(queue, 1), queue, "7", 1, NOON.plusSeconds(1))
                .worker("w1");
    }

    /** A job's whole life, and two events besides. */
    private void fill() {
        history.store()
                .write(new HistoryBatch()
                        .state(step("mail", 0, "waiting", null, JobStep.QUEUED))
                        .state(step("mail", 1, "active", null, JobStep.STARTED))
                        .state(step("mail", 2, "completed", null, JobStep.SUCCEEDED))
                        .state(new StateChange(ref("mail", 3), "mail", "8", null, "waiting", null, NOON.plusSeconds(3)))
                        .execution(execution("mail")
                                .result("{\"sent\":1}")
                                .ended(Outcome.SUCCEEDED, NOON.plusSeconds(2))
                                .build())
                        .event(new StoredEvent("a", "user.came", "app", "null", NOON.plusMillis(500)))
                        .event(new StoredEvent("b", "user.left", "mail", "null", NOON.plusMillis(1_500))));
    }

    private long count(String table) {
        return Jdbi.create(database)
                .withHandle(handle -> handle.createQuery("SELECT COUNT(*) FROM " + table)
                        .mapTo(Long.class)
                        .one());
    }

    private static EventFilter ofNameAndSource(String name, String source) {
        return new EventFilter(Optional.of(name), Optional.of(source), Optional.empty(), Optional.empty());
    }

    @Test
    void areStoredOnceAndToldWithWhatTheBusSays() {
        fill();

        assertThat(count("taurine_event")).isEqualTo(2);
        assertThat(events.list(EventFilter.all(), "", 10).items())
                .extracting(StoredEvent::name, StoredEvent::source, StoredEvent::payload)
                .containsExactly(
                        tuple(
                                "job.succeeded",
                                "mail",
                                "{\"jobId\":\"mail:7\",\"executionId\":\"mail:7/1\",\"definitionKey\":\"mail\","
                                        + "\"result\":{\"sent\":1}}"),
                        tuple("user.left", "mail", "null"),
                        tuple(
                                "job.started",
                                "mail",
                                "{\"jobId\":\"mail:7\",\"executionId\":\"mail:7/1\",\"definitionKey\":\"mail\","
                                        + "\"worker\":\"w1\"}"),
                        tuple("user.came", "app", "null"),
                        tuple(
                                "job.queued",
                                "mail",
                                "{\"jobId\":\"mail:7\",\"executionId\":\"\",\"definitionKey\":\"mail\"}"));
        var one = events.find(ref("mail", 2)).orElseThrow();
        assertThat(one.name()).isEqualTo("job.succeeded");
        assertThat(one.happenedAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(events.find(ref("mail", 3))).as("no event").isEmpty();
    }

    @Test
    void areFoundByNameSourceAndTime() {
        fill();

        assertThat(events.list(EventFilter.all().named("job.started"), "", 10).items())
                .extracting(StoredEvent::id)
                .containsExactly(ref("mail", 1));
        assertThat(events.list(EventFilter.all().from("mail"), "", 10).items())
                .extracting(StoredEvent::name)
                .containsExactly("job.succeeded", "user.left", "job.started", "job.queued");
        assertThat(events.list(ofNameAndSource("job.queued", "mail"), "", 10).items())
                .hasSize(1);
        assertThat(events.list(ofNameAndSource("job.queued", "mai"), "", 10).items())
                .isEmpty();
        assertThat(events.list(EventFilter.all().between(NOON.plusMillis(500), NOON.plusSeconds(2)), "", 10)
                        .items())
                .extracting(StoredEvent::name)
                .containsExactly("user.left", "job.started", "user.came");
        assertThat(events.list(EventFilter.all().named("job.progress"), "", 10).items())
                .isEmpty();
    }

    @Test
    void areCountedOnceHoweverOftenTheyAreWritten() {
        fill();
        fill();
        history.store()
                .write(new HistoryBatch()
                        .state(step("mail", 2, "completed", null, JobStep.SUCCEEDED))
                        .state(step("mail", 4, "active", null, JobStep.STARTED)));

        assertThat(events.counts(NOON, NOON.plus(Duration.ofHours(1))))
                .extracting(
                        EventHistory.HourCount::name, EventHistory.HourCount::source, EventHistory.HourCount::events)
                .containsExactlyInAnyOrder(
                        tuple("job.queued", "mail", 1L),
                        tuple("job.started", "mail", 2L),
                        tuple("job.succeeded", "mail", 1L),
                        tuple("user.came", "app", 1L),
                        tuple("user.left", "mail", 1L));
    }

    /** Of many at the same instant too. */
    @Test
    void arePagedTogetherWithTheOthersWithoutAGapOrADouble() {
        var batch = new HistoryBatch();
        var steps = JobStep.values();
        IntStream.range(0, 300).forEach(n -> {
            var at = NOON.plusMillis(n / 20);
            var queue = n % 3 == 0 ? "mail" : "mails";
            if (n % 7 == 0) {
                batch.event(new StoredEvent("e" + n, "user.came", queue, "null", at));
            } else {
                batch.state(new StateChange(
                        Refs.of(queue, at.toEpochMilli() + "-" + n),
                        queue,
                        "j" + n,
                        null,
                        "any",
                        null,
                        at,
                        steps[n % steps.length],
                        0));
            }
        });
        history.store().write(batch);

        for (var filter : new EventFilter[] {
            EventFilter.all(),
            EventFilter.all().from("mail"),
            EventFilter.all().from("mails"),
            EventFilter.all().named("job.lost"),
            ofNameAndSource("job.started", "mails")
        }) {
            var whole = events.list(filter, "", 1_000).items();
            var paged = new ArrayList<StoredEvent>();
            var cursor = "";
            do {
                var page = events.list(filter, cursor, 7);
                paged.addAll(page.items());
                cursor = page.nextCursor();
            } while (!cursor.isEmpty());

            assertThat(paged).isEqualTo(whole).doesNotHaveDuplicates();
            assertThat(paged)
                    .extracting(StoredEvent::happenedAt)
                    .isSortedAccordingTo((one, other) -> other.compareTo(one));
        }
        assertThat(events.list(EventFilter.all(), "", 1_000).items()).hasSize(300);
        assertThat(events.list(EventFilter.all().from("mail"), "", 1_000).items())
                .hasSize(100);
    }

    @Test
    void thatAreTooOldAreNoEventsAnyMoreButStayInTheHistoryOfTheirJob() {
        fill();

        assertThat(history.retention().removeEventsBefore(NOON.plusSeconds(2))).isEqualTo(2);
        assertThat(history.retention().removeEventsBefore(NOON))
                .as("never back")
                .isZero();

        assertThat(events.list(EventFilter.all(), "", 10).items())
                .extracting(StoredEvent::name)
                .containsExactly("job.succeeded");
        assertThat(events.find(ref("mail", 1))).isEmpty();
        assertThat(history.executions().states("mail", "7", "", 10).items())
                .extracting(StateChange::state)
                .containsExactly("waiting", "active", "completed");
    }

    @Test
    void thatAreStillToComeAreNotRemovedBefore() {
        history.retention().removeEventsBefore(Instant.now().plus(Duration.ofDays(1)));
        var later = Instant.now().plus(Duration.ofHours(1));
        history.store()
                .write(new HistoryBatch()
                        .state(new StateChange("r", "mail", "7", null, "waiting", null, later, JobStep.QUEUED, 0)));

        assertThat(events.list(EventFilter.all(), "", 10).items()).hasSize(1);
    }

    @Test
    void tellWhyAJobFailedWaitsOrWasSkipped() {
        history.store()
                .write(new HistoryBatch()
                        .state(step("a", 2, "delayed", "2026-05-01T12:05:00Z", JobStep.RETRYING))
                        .state(step("b", 2, "failed", "broken", JobStep.FAILED))
                        .state(step("c", 2, "completed", null, JobStep.SKIPPED))
                        .state(step("d", 2, "failed", "enough", JobStep.CANCELLED))
                        .state(step("e", 2, "delayed", "2026-05-01T12:05:00Z", JobStep.DELAYED))
                        .execution(execution("a").error("not yet").build())
                        .execution(execution("c")
                                .result("{\"taurine:skipped\":\"too old\"}")
                                .build()));

        assertThat(events.list(EventFilter.all(), "", 10).items())
                .extracting(event -> event.payload().replaceAll(".*\"definitionKey\":", ""))
                .containsExactly(
                        "\"e\",\"runAt\":\"2026-05-01T12:05:00Z\"}",
                        "\"d\",\"reason\":\"enough\"}",
                        "\"c\",\"reason\":\"too old\"}",
                        "\"b\",\"message\":\"broken\",\"willRetry\":false}",
                        "\"a\",\"message\":\"not yet\",\"runAt\":\"2026-05-01T12:05:00Z\",\"willRetry\":true}");
    }
}
