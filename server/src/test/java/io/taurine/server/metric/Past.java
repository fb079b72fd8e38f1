package io.taurine.server.metric;

import com.zaxxer.hikari.HikariDataSource;
import io.taurine.history.Execution;
import io.taurine.history.History;
import io.taurine.history.HistoryBatch;
import io.taurine.history.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** A history in a database of its own, and a clock that a test sets. */
final class Past implements AutoCloseable, InstantSource {

    private final HikariDataSource database = new HikariDataSource();
    private final History history;
    private int number;
    private volatile Instant now = Instant.parse("2026-03-01T12:15:00Z");

    Past() {
        database.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        database.setMaximumPoolSize(2);
        database.setConnectionTimeout(1_000);
        history = History.open(database);
    }

    History history() {
        return history;
    }

    HikariDataSource database() {
        return database;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /** Executions that ended so long ago. */
    Past ended(int count, String queue, Outcome outcome, Duration ago, long runMillis, long waitedMillis) {
        var batch = new HistoryBatch();
        for (var i = 0; i < count; i++) {
            number++;
            var end = now.minus(ago);
            batch.execution(
                    Execution.builder(queue + "@" + number, queue, "job" + number, 1, end.minusMillis(runMillis))
                            .waitedMillis(waitedMillis)
                            .ended(outcome, end)
                            .build());
        }
        history.store().write(batch);
        return this;
    }

    @Override
    public void close() {
        database.close();
    }
}
