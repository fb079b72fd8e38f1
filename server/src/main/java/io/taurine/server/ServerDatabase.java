package io.taurine.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.taurine.server.config.DatabaseConfig;
import io.taurine.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Opens the pool of connections to the database of the history. One that is not there yet is no reason not to start; a wrong
 * address or password is.
 */
final class ServerDatabase {

    /**
     * Not connected, connection lost; too many connections; shutting down, crashed, starting; and H2's for a server that is not
     * there. A password that is wrong, a database of no such name, or what is no PostgreSQL, are others.
     */
    private static final Set<String> AWAY =
            Set.of("08000", "08001", "08003", "08006", "53300", "57P01", "57P02", "57P03", "90067");

    private ServerDatabase() {}

    static HikariDataSource open(ServerConfig config) {
        if (!config.database().isPostgres()) {
            try {
                Files.createDirectories(config.dataFolder());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot make the data folder " + config.dataFolder(), e);
            }
        }
        var pool = pool(config.database());
        try {
            return new HikariDataSource(pool);
        } catch (PoolInitializationException e) {
            if (isAway(e)) {
                // Jobs do not need it: the pool goes on trying.
                pool.setInitializationFailTimeout(-1);
                return new HikariDataSource(pool);
            }
            throw refused(config, e);
        } catch (RuntimeException e) { // what knows no such address
            throw refused(config, e);
        }
    }

    /** Whether it answered when it was opened. */
    static boolean wasThere(HikariDataSource database) {
        return database.getInitializationFailTimeout() >= 0;
    }

    private static ServerStartException refused(ServerConfig config, RuntimeException e) {
        return new ServerStartException(
                "The database at " + config.database().shown() + " cannot be used: "
                        + causes(e).reduce((first, last) -> last).orElse(e).getMessage(),
                e);
    }

    /** Whether that database may come to be there; false for what only another configuration helps against. */
    private static boolean isAway(Throwable failure) {
        return causes(failure)
                .filter(SQLException.class::isInstance)
                .map(cause -> String.valueOf(((SQLException) cause).getSQLState()))
                .anyMatch(AWAY::contains);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(20);
    }

    private static HikariConfig pool(DatabaseConfig database) {
        var pool = new HikariConfig();
        pool.setPoolName("taurine-database");
        pool.setJdbcUrl(database.jdbcUrl());
        database.user().ifPresent(pool::setUsername);
        database.password().ifPresent(password -> pool.setPassword(password.value()));
        pool.setMaximumPoolSize(database.poolMax());
        pool.setMinimumIdle(1);
        pool.setIdleTimeout(database.idleTimeout().toMillis());
        pool.setConnectionTimeout(database.connectionTimeout().toMillis());
        return pool;
    }
}
