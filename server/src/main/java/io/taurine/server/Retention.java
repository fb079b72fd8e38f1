package io.taurine.server;

import io.taurine.history.HistoryRetention;
import io.taurine.server.config.RetentionConfig;
import io.taurine.server.definition.Definitions;
import io.taurine.server.file.FileStore;
import io.taurine.server.worker.WorkerRegister;
import java.time.InstantSource;

/** Removes what need not be kept any longer, from the database and from the folder of files. */
final class Retention implements Housekeeper.Chore {

    private final HistoryRetention retention;
    private final FileStore files;
    private final RetentionConfig config;
    private final Definitions definitions;
    private final WorkerRegister workers;
    private final InstantSource clock;

    Retention(
            HistoryRetention retention,
            FileStore files,
            RetentionConfig config,
            Definitions definitions,
            WorkerRegister workers,
            InstantSource clock) {
        this.retention = retention;
        this.files = files;
        this.config = config;
        this.definitions = definitions;
        this.workers = workers;
        this.clock = clock;
    }

    @Override
    public void run() {
        var now = clock.instant();
        workers.forgetGone(now);
        files.deleteBefore(now.minus(config.files()));
        retention.removeEventsBefore(now.minus(config.events()));
        retention.removeAuditBefore(now.minus(config.audit()));
        retention.removeExecutionsBefore(now.minus(config.executions()));
        for (var key : definitions.keys()) {
            retention.keepNewestExecutions(key, config.executionsCount());
        }
    }
}
