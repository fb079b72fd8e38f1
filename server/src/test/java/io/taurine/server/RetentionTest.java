package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.taurine.history.AuditEntry;
import io.taurine.history.AuditFilter;
import io.taurine.history.History;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definitions;
import io.taurine.server.file.FileStore;
import io.taurine.server.worker.WorkerPresence;
import io.taurine.server.worker.WorkerRegister;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOON);

    @TempDir
    private Path folder;

    private static History history() {
        var source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return History.open(source);
    }

    private static AuditEntry entry(String id, Instant at) {
        return new AuditEntry(id, "ada", "admin", "startJob", "/v1/jobs", "done", "{}", at);
    }

    private Retention retention(History history, String yaml) {
        return new Retention(
                history.retention(),
                FileStore.open(folder, 1_000, CLOCK),
                ServerConfig.parse("taurine.yaml", yaml, Map.of()).retention(),
                Definitions.of(),
                WorkerRegister.ofOne(new WorkerPresence("one", NOON, NOON, NOON, 1, List.of())),
                CLOCK);
    }

    @Test
    void theAuditLogIsKeptAsLongAsTheConfigurationSays() {
        var history = history();
        var bound = NOON.minus(Duration.ofDays(10));
        history.store().audit(List.of(entry("old", bound.minusMillis(1)), entry("young", bound)));

        retention(history, "").run();
        assertThat(ids(history)).containsExactlyInAnyOrder("old", "young");

        retention(history, "retention: {audit: 10d}").run();
        assertThat(ids(history)).containsExactly("young");
    }

    private static List<String> ids(History history) {
        return history.audit().list(AuditFilter.all(), "", 10).items().stream()
                .map(AuditEntry::id)
                .toList();
    }
}
