package io.taurine.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.taurine.server.config.DatabaseConfig;
import io.taurine.server.config.ServerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/** Opens the pool of connections to the database of the history. */
final class ServerDatabase {

    private ServerDatabase() {}

    static HikariDataSource open(ServerConfig config) {
        if (!config.database().isPostgres()) {
            try {
                Files.createDirectories(config.dataFolder());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot make the data folder " + config.dataFolder(), e);
            }
        }
        try {
            return new HikariDataSource(pool(config.database()));
        } catch (PoolInitializationException e) {
            throw new ServerStartException(
                    "The database at " + config.database().shown() + " cannot be reached: "
                            + rootOf(e).getMessage(),
                    e);
        }
    }

    private static Throwable rootOf(Throwable failure) {
        var root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
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
