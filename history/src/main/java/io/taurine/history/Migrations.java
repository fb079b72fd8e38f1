package io.taurine.history;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables up to date, with a list of its own of what was done: an application's Flyway does not see ours. */
final class Migrations {

    private static final String DONE = "taurine_schema_history";

    /** Where several processes start on an empty database, all but one fail to make that list. */
    private static final int TRIES = 20;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Migrations() {}

    static void run(DataSource dataSource) {
        for (var tried = 1; ; tried++) {
            try {
                migrate(dataSource);
                return;
            } catch (FlywayException e) {
                var failure = Database.translate(e);
                if (tried == TRIES || failure.isOutage()) {
                    throw failure;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static void migrate(DataSource dataSource) {
        Flyway.configure(History.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:io/taurine/history/migrations")
                .table(DONE)
                // The schema may hold an application's tables already, which is no reason to refuse.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
