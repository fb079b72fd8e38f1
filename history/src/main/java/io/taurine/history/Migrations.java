package io.taurine.history;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables up to date, with a list of its own of what was done: an application's Flyway does not see ours. */
final class Migrations {

    private static final String DONE = "taurine_schema_history";

    private Migrations() {}

    static void run(DataSource dataSource) {
        try {
            Flyway.configure(History.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:io/taurine/history/migrations")
                    .table(DONE)
                    // The schema may hold an application's tables already, which is no reason to refuse.
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw Database.translate(e);
        }
    }
}
