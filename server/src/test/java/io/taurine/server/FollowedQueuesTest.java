package io.taurine.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.taurine.history.Execution;
import io.taurine.history.History;
import io.taurine.history.HistoryBatch;
import io.taurine.history.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowedQueuesTest {

    private final HikariDataSource database = new HikariDataSource();
    private final History history;
    private Instant now = Instant.parse("2026-05-01T12:00:00Z");
    private Set<String> keys = Set.of("mail", "video");
    private final FollowedQueues queues;

    FollowedQueuesTest() {
        database.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        history = History.open(database);
        queues = new FollowedQueues(() -> keys, history.executions(), () -> now);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void store(String queue, Outcome outcome) {
        var execution = Execution.builder(queue + "@1", queue, "7", 1, now);
        history.store()
                .write(new HistoryBatch()
                        .execution(
                                outcome.isEnd() ? execution.ended(outcome, now).build() : execution.build()));
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    @Test
    void aDefinitionThatIsGoneIsFollowedUntilItsLastRunHasEnded() {
        assertThat(queues.get()).containsExactlyInAnyOrder("mail", "video");
        store("video", Outcome.RUNNING);

        keys = Set.of("mail");
        later(Duration.ofHours(5));
        assertThat(queues.get()).containsExactlyInAnyOrder("mail", "video");

        store("video", Outcome.SUCCEEDED);
        later(Duration.ofSeconds(11));
        assertThat(queues.get()).containsExactly("mail");
    }

    @Test
    void aRunWhoseStartIsNotWrittenYetIsWaitedFor() {
        queues.get();

        keys = Set.of("mail");
        later(Duration.ofSeconds(30));

        assertThat(queues.get()).containsExactlyInAnyOrder("mail", "video");
        later(Duration.ofMinutes(1));
        assertThat(queues.get()).containsExactly("mail");
    }

    @Test
    void whatRanWhenThisProcessStartedIsFollowedThoughItNeverKnewTheDefinition() {
        store("old", Outcome.RUNNING);

        assertThat(queues.get()).containsExactlyInAnyOrder("mail", "video", "old");
    }

    @Test
    void aDatabaseThatIsAwayChangesNothing() {
        store("old", Outcome.RUNNING);
        queues.get();
        database.close();
        later(Duration.ofMinutes(5));

        assertThat(queues.get()).containsExactlyInAnyOrder("mail", "video", "old");
    }
}
