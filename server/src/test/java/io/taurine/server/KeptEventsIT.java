package io.taurine.server;

import static io.taurine.server.TestServers.get;
import static io.taurine.server.TestServers.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.history.EventFilter;
import io.taurine.history.Execution;
import io.taurine.history.ExecutionFilter;
import io.taurine.history.HistoryBatch;
import io.taurine.history.Outcome;
import io.taurine.history.StoredEvent;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobContext;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.event.Event;
import io.taurine.server.override.DefinitionOverride;
import io.taurine.server.runner.StartRequest;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What servers keep in the database of what happens: each thing once, and not for ever. */
@RedisTest
@Timeout(120)
class KeptEventsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestServers servers;

    KeptEventsIT(TestQueue keysOf, @TempDir Path folder) {
        servers = new TestServers(keysOf, folder);
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static Definition<?> telling() {
        return Definition.of("tell", JsonNode.class, (params, context) -> {
                    context.progress(1, 2, "half");
                    context.emit("story.told", object());
                    return null;
                })
                .build();
    }

    private static void run(TaurineServer server, int jobs) {
        IntStream.range(0, jobs)
                .forEach(n ->
                        server.runner().executor().start(StartRequest.of("tell").build()));
    }

    private static List<StoredEvent> kept(TaurineServer server, String name) {
        return server.history()
                .events()
                .list(
                        new EventFilter(Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty()),
                        "",
                        1_000)
                .items();
    }

    @Test
    void stepsOfJobsAreKeptOnceThoughTwoServersHearThemAndWithTheIdsOfTheBus() {
        servers.with("DATABASE_URL", TestPostgres.url());
        var first = servers.start(telling());
        var second = servers.start(telling());
        var heard = new CopyOnWriteArrayList<Event>();
        second.events().subscribe("job.succeeded", heard::add);

        run(first, 10);

        for (var name : List.of("job.queued", "job.started", "job.progress", "job.succeeded", "story.told")) {
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(kept(second, name)).hasSize(10));
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(heard).hasSize(10));
        assertThat(kept(second, "job.succeeded"))
                .extracting(StoredEvent::id)
                .containsExactlyInAnyOrderElementsOf(
                        heard.stream().map(Event::id).toList());
        var statistics = get(first, "/v1/events/stats/summary").body();
        assertThat(statistics.path("byName").path("job.started").asInt()).isEqualTo(10);
        assertThat(statistics.path("bySource").path("tell").asInt()).isEqualTo(50);
        var total = 0;
        for (var hour : statistics.path("byHour")) {
            total += hour.asInt();
        }
        assertThat(total).isEqualTo(statistics.path("total").asInt());
        first.close();
        run(second, 5);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kept(second, "job.succeeded")).hasSize(15));
    }

    @Test
    void stepsOfJobsAreNotKeptAsEventsWhereThatIsNotWanted() {
        var server = servers.with("TAURINE_EVENTS_KEEP_JOB_EVENTS", "false").start(telling());

        run(server, 1);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(server.history()
                                .executions()
                                .list(ExecutionFilter.all().with(Outcome.SUCCEEDED), "", 10)
                                .items())
                        .hasSize(1));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kept(server, "story.told")).hasSize(1));
        assertThat(kept(server, "job.started")).isEmpty();
    }

    @Test
    void stepsOfJobsOfTheLocalRunnerAreKeptToo() {
        var server = servers.with("TAURINE_RUNNER", "local").start(telling());

        run(server, 3);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kept(server, "job.succeeded")).hasSize(3));
    }

    @Test
    void eventsAndExecutionsThatAreTooOldOrTooManyAreRemoved() {
        servers.with("DATABASE_URL", TestPostgres.url());
        var api = servers.with("TAURINE_ROLES", "api").start(telling());
        var now = Instant.now();
        var batch = new HistoryBatch();
        batch.event(new StoredEvent("old", "some.thing", "test", "null", now.minus(Duration.ofDays(3))));
        batch.event(new StoredEvent("new", "some.thing", "test", "null", now.minus(Duration.ofHours(3))));
        batch.execution(execution(1, now.minus(Duration.ofDays(5))));
        IntStream.range(2, 6).forEach(run -> batch.execution(execution(run, now.minus(Duration.ofHours(9 - run)))));
        api.history().store().write(batch);

        servers.with("TAURINE_ROLES", "scheduler")
                .with("EVENT_RETENTION_DAYS", "1")
                .with("TAURINE_RETENTION_EXECUTIONS", "2d")
                .with("TAURINE_RETENTION_EXECUTIONS_COUNT", "2")
                .start(telling());

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(kept(api, "some.thing"))
                        .extracting(StoredEvent::id)
                        .containsExactly("new"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(api.history()
                                .executions()
                                .list(ExecutionFilter.all(), "", 10)
                                .items())
                        .extracting(Execution::runNumber)
                        .containsExactly(5, 4));
    }

    private static Execution execution(int run, Instant at) {
        return Execution.builder("tell:" + at.toEpochMilli(), "tell", "7", run, at)
                .ended(Outcome.SUCCEEDED, at.plusSeconds(1))
                .build();
    }

    /** An implementation, and below another one. */
    static final class Before implements JobHandler<JsonNode> {
        @Override
        public Object run(JsonNode params, JobContext context) {
            return "before";
        }
    }

    static final class After implements JobHandler<JsonNode> {
        @Override
        public Object run(JsonNode params, JobContext context) {
            return "after";
        }
    }

    @Test
    void anotherImplementationResetsTheOverrideAndTheHistoryTellsOfBoth() {
        servers.with("DATABASE_URL", TestPostgres.url());
        var before = servers.start(
                Definition.of("work", JsonNode.class, new Before()).build());
        before.overrides()
                .put(
                        "work",
                        DefinitionOverride.builder().enabled(false).attempts(5).build(),
                        Optional.empty());
        before.close();

        var after =
                servers.start(Definition.of("work", JsonNode.class, new After()).build());

        assertThat(after.overrides().get("work").override())
                .isEqualTo(DefinitionOverride.builder().enabled(false).build());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(
                                get(after, "/v1/audit?who=w1").body().path("items"))
                        .anySatisfy(entry -> {
                            assertThat(entry.path("operation").asText()).isEqualTo("resetOverride");
                            assertThat(entry.path("target").asText()).isEqualTo("/definitions/work/override");
                        }));
        assertThat(after.history().versions().changes("work", 1, "", 10).items())
                .hasSize(2)
                .last()
                .satisfies(change ->
                        assertThat(change.oldChecksum()).isPresent().isNotEqualTo(Optional.of(change.newChecksum())));
    }
}
