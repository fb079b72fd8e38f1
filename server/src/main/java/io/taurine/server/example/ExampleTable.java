package io.taurine.server.example;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;

/** Makes a table that is not there yet. */
final class ExampleTable {

    /** Of PostgreSQL, when another process makes the same table at the same moment: IF NOT EXISTS does not cover that. */
    private static final Set<String> MADE_MEANWHILE = Set.of("23505", "42P07");

    private ExampleTable() {}

    static void create(Connection connection, String ifNotExists) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(ifNotExists);
        } catch (SQLException e) {
            if (!MADE_MEANWHILE.contains(e.getSQLState())) {
                throw e;
            }
        }
    }
}
