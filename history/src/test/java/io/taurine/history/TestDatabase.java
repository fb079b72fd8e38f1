package io.taurine.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;

/** The databases that the history is kept in. Every test gets an empty one of its own; they share one real PostgreSQL. */
enum TestDatabase {
    H2 {
        @Override
        HikariDataSource create() {
            return pool("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        }
    },
    POSTGRES {
        @Override
        HikariDataSource create() {
            return pool(url("localhost", server().getPort(), createSchema()));
        }
    };

    private static final int CONNECTIONS = 4;

    /** An empty database, and a pool to be closed. */
    abstract HikariDataSource create();

    static HikariDataSource pool(String url) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(2_000);
        config.setValidationTimeout(1_000);
        return new HikariDataSource(config);
    }

    /** Started with the first question, ended with this JVM. */
    static EmbeddedPostgres server() {
        return Server.POSTGRES;
    }

    /** Costs less than a database. */
    static String createSchema() {
        var name = "history_" + UUID.randomUUID().toString().replace('-', '_');
        try (var connection = server().getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
            return name;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static String url(String host, int port, String schema) {
        return "jdbc:postgresql://" + host + ":" + port + "/postgres?user=postgres&socketTimeout=10&currentSchema="
                + schema;
    }

    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        // What is lost when the machine dies no test asks for.
                        .setServerConfig("fsync", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_connections", "60")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
