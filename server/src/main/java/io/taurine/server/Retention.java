package io.taurine.server;

import io.taurine.history.HistoryRetention;
import io.taurine.server.config.RetentionConfig;
import io.taurine.server.definition.Definitions;
import java.time.InstantSource;

/** Removes what the database need not keep any longer. */
final class Retention implements Housekeeper.Chore {

    private final HistoryRetention retention;
    private final RetentionConfig config;
    private final Definitions definitions;
    private final InstantSource clock;

    Retention(HistoryRetention retention, RetentionConfig config, Definitions definitions, InstantSource clock) {
        this.retention = retention;
        this.config = config;
        this.definitions = definitions;
        this.clock = clock;
    }

    @Override
    public void run() {
        var now = clock.instant();
        retention.removeEventsBefore(now.minus(config.events()));
        retention.removeExecutionsBefore(now.minus(config.executions()));
        for (var key : definitions.keys()) {
            retention.keepNewestExecutions(key, config.executionsCount());
        }
    }
}
