package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.taurine.history.ScheduleEntry;
import io.taurine.repeat.Schedule;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Overlap;
import io.taurine.server.runner.ScheduleRequest;
import io.taurine.server.runner.ScheduleRequest.MissedRuns;
import io.taurine.testkit.RedisMonitor;
import io.taurine.testkit.RedisTest;
import io.taurine.testkit.TestQueue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Schedules of people and of definitions come into the history, for few commands. */
@RedisTest
@Timeout(120)
class ScheduleJournalIT {

    private static final int SCHEDULES = 300;

    private final TestQueue keysOf;
    private final TestServers servers;

    ScheduleJournalIT(TestQueue keysOf, @TempDir Path folder) {
        this.keysOf = keysOf;
        // Without the role that keeps house nobody else writes schedules down.
        servers = new TestServers(keysOf, folder).with("TAURINE_ROLES", "api,worker");
    }

    @AfterEach
    void close() {
        servers.close();
    }

    private static Definition<?> report(int hours) {
        return Definition.of("report", JsonNode.class, (params, context) -> null)
                .schedule(Schedule.every(Duration.ofHours(hours)))
                .build();
    }

    private static ScheduleJournal journal(TaurineServer server) {
        return new ScheduleJournal(server.runner().scheduler(), server.history(), InstantSource.system());
    }

    private static ScheduleEntry entry(TaurineServer server, String id) {
        return server.history().schedules().find(id).orElseThrow();
    }

    @Test
    void aDefinitionsOwnScheduleIsWrittenChangedAndRemovedWithTheDefinition() {
        var server = servers.start(report(1));
        var journal = journal(server);

        journal.run();

        var first = entry(server, "report");
        assertThat(first.definitionKey()).isEqualTo("report");
        assertThat(first.isSystem()).as("of the configuration").isFalse();
        assertThat(first.version()).isEqualTo(1);
        journal.run();
        assertThat(entry(server, "report")).isEqualTo(first);

        server.runner().definitions().replace(List.of(report(2)));
        journal.run();

        var second = entry(server, "report");
        assertThat(second.version()).isEqualTo(2);
        assertThat(second.rule()).isNotEqualTo(first.rule());
        assertThat(second.createdAt()).isEqualTo(first.createdAt());

        server.runner()
                .definitions()
                .replace(List.of(Definition.of("report", JsonNode.class, (params, context) -> null)
                        .build()));
        journal.run();

        assertThat(entry(server, "report").removedAt()).isPresent();
    }

    @Test
    void aTurnOverManySchedulesCostsFewCommands() throws IOException {
        var server = servers.start(report(1));
        for (var n = 0; n < SCHEDULES; n++) {
            server.runner()
                    .scheduler()
                    .schedule(new ScheduleRequest(
                            "s" + n,
                            "echo",
                            OptionalInt.empty(),
                            Schedule.every(Duration.ofHours(1 + n)),
                            NullNode.getInstance(),
                            Overlap.ALLOW,
                            MissedRuns.SKIP));
        }
        var journal = journal(server);
        journal.run();
        assertThat(server.history()
                        .schedules()
                        .list(Optional.empty(), "", 1_000)
                        .items())
                .hasSize(SCHEDULES + 1);

        try (var monitor = RedisMonitor.of(keysOf.redisUri())) {
            journal.run();

            assertThat(monitor.commands())
                    .filteredOn(command -> command.contains(servers.prefix()) && command.contains("schedule"))
                    .hasSizeBetween(1, 5);
        }
    }
}
