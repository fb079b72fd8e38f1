package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taurine.history.History;
import io.taurine.history.ScheduleEntry;
import io.taurine.repeat.Schedule;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleView;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemSchedulesTest {

    private final History history = History.open(memory());
    private final JobRunner runner = Runners.named("local")
            .create(RunnerSetup.of(Definitions.of(Definition.of("report", Object.class, (params, context) -> null)
                            .build()))
                    .build());
    private final SystemSchedules schedules = new SystemSchedules(runner.scheduler(), history, InstantSource.system());

    private static JdbcDataSource memory() {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }

    @BeforeEach
    void start() {
        runner.lifecycle().start();
    }

    @AfterEach
    void close() {
        runner.lifecycle().close();
    }

    private void reconcile(String yaml) {
        schedules.reconcile(ServerConfig.parse("taurine.yaml", yaml, Map.of()).schedules());
    }

    private static String nightly(int version, int hour) {
        return "schedules: [{id: nightly, version: " + version + ", definition: report, schedule: '0 " + hour
                + " * * *', params: {kind: daily}}]";
    }

    @Test
    void addsChangesAndRemoves() {
        reconcile(nightly(1, 2));
        assertThat(runner.scheduler().find("nightly"))
                .get()
                .extracting(ScheduleView::request)
                .extracting(ScheduleRequest::schedule)
                .isEqualTo(Schedule.cron("0 2 * * *", ZoneId.of("UTC")));

        reconcile(nightly(2, 3));
        assertThat(runner.scheduler().find("nightly"))
                .get()
                .extracting(ScheduleView::request)
                .extracting(ScheduleRequest::schedule)
                .isEqualTo(Schedule.cron("0 3 * * *", ZoneId.of("UTC")));

        reconcile("");
        assertThat(runner.scheduler().find("nightly")).isEmpty();
        assertThat(history.schedules().find("nightly"))
                .get()
                .satisfies(entry -> assertThat(entry.removedAt()).isPresent());
    }

    @Test
    void refusesAChangeWithoutAHigherVersionAndChangesNothing() {
        reconcile(nightly(1, 2));

        assertThatThrownBy(() -> reconcile(nightly(1, 3)))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("The schedule nightly has changed, but not its version, which is 1");

        assertThat(runner.scheduler().find("nightly"))
                .get()
                .extracting(ScheduleView::request)
                .extracting(ScheduleRequest::schedule)
                .isEqualTo(Schedule.cron("0 2 * * *", ZoneId.of("UTC")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlap: skip", "missed-runs: run-once", "definition-version: 1"})
    void refusesAChangeOfHowItRunsWithoutAHigherVersion(String changed) {
        reconcile(nightly(1, 2));

        assertThatThrownBy(() -> reconcile(nightly(1, 2).replace("params:", changed + ", params:")))
                .isInstanceOf(ServerStartException.class)
                .hasMessageContaining("The schedule nightly has changed, but not its version, which is 1");

        var grown = nightly(2, 2).replace("params:", changed + ", params:");
        reconcile(grown);
        reconcile(grown);
        assertThatThrownBy(() -> reconcile(nightly(2, 2))).isInstanceOf(ServerStartException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlap: skip", "missed-runs: run-once", "definition-version: 1"})
    void aDatabaseOfBeforeTheHistoryKnewHowAScheduleRunsIsNoReasonToRefuse(String how) {
        var yaml = nightly(1, 2).replace("params:", how + ", params:");
        reconcile(yaml);
        var written = history.schedules().find("nightly").orElseThrow();
        history.store().schedule(withRule(written, "{\"cron\":\"0 2 * * *\",\"timeZone\":\"UTC\"}"));

        reconcile(yaml);

        assertThat(history.schedules().find("nightly").orElseThrow().rule()).isEqualTo(written.rule());
        assertThatThrownBy(() -> reconcile(nightly(1, 2))).isInstanceOf(ServerStartException.class);
        history.store().schedule(withRule(written, "{\"cron\":\"0 5 * * *\",\"timeZone\":\"UTC\"}"));
        assertThatThrownBy(() -> reconcile(yaml)).isInstanceOf(ServerStartException.class);
    }

    private static ScheduleEntry withRule(ScheduleEntry entry, String rule) {
        return new ScheduleEntry(
                entry.id(),
                entry.definitionKey(),
                rule,
                entry.params(),
                entry.version(),
                entry.isEnabled(),
                entry.isSystem(),
                entry.createdAt(),
                Instant.now(),
                entry.removedAt());
    }

    @Test
    void anOlderConfigurationDoesNotUndoANewerOne() {
        reconcile(nightly(2, 3));

        reconcile(nightly(1, 2));

        assertThat(runner.scheduler().find("nightly"))
                .get()
                .extracting(ScheduleView::request)
                .extracting(ScheduleRequest::schedule)
                .isEqualTo(Schedule.cron("0 3 * * *", ZoneId.of("UTC")));
    }

    @Test
    void whatAPersonHasMadeIsLeftAlone() {
        var yaml = nightly(1, 2).replace("nightly", "mine");
        var mine =
                ServerConfig.parse("taurine.yaml", yaml, Map.of()).schedules().get(0);
        runner.scheduler().schedule(mine.request());

        reconcile("");

        assertThat(runner.scheduler().find("mine")).isPresent();
    }

    @Test
    void whatAPersonMakesChangesAndRemovesIsInTheHistoryToo() {
        var journal = new ScheduleJournal(runner.scheduler(), history, InstantSource.system());
        reconcile(nightly(1, 2));
        runner.scheduler().schedule(mine(4));

        journal.run();
        journal.run();
        var made = history.schedules().find("mine").orElseThrow();
        assertThat(made.version()).isEqualTo(1);
        assertThat(made.rule()).contains("0 4 * * *");
        assertThat(made.isSystem()).isFalse();
        assertThat(history.schedules().find("nightly"))
                .get()
                .satisfies(entry -> assertThat(entry.isSystem()).isTrue());

        runner.scheduler().schedule(mine(5));
        journal.run();
        var changed = history.schedules().find("mine").orElseThrow();
        assertThat(changed.version()).isEqualTo(2);
        assertThat(changed.rule()).contains("0 5 * * *");

        runner.scheduler().cancel("mine");
        journal.run();
        assertThat(history.schedules().find("mine").orElseThrow().removedAt()).isPresent();
        assertThat(history.schedules().find("nightly").orElseThrow().removedAt())
                .isEmpty();
    }

    private static ScheduleRequest mine(int hour) {
        var yaml = nightly(1, hour).replace("nightly", "mine");
        return ServerConfig.parse("taurine.yaml", yaml, Map.of())
                .schedules()
                .get(0)
                .request();
    }
}
