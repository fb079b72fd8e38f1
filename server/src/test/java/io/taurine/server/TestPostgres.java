package io.taurine.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.UUID;

/** One real PostgreSQL for all tests, started with the first question, ended with this JVM. */
final class TestPostgres {

    private TestPostgres() {}

    /** The address of an empty schema, through that port. */
    static String url(int port) {
        var name = "server_" + UUID.randomUUID().toString().replace('-', '_');
        try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&socketTimeout=10&currentSchema=" + name;
    }

    static String url() {
        return url(port());
    }

    static int port() {
        return Server.POSTGRES.getPort();
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
