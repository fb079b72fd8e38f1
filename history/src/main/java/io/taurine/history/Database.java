package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The only way to the database: transactions that are tried again where another one was in the way, and our exceptions. */
final class Database {

    private static final int TRIES = 5;

    /** Serialization failure, deadlock, and a row that somebody else has just inserted; H2's deadlock and lock timeout. */
    private static final Set<String> IN_THE_WAY = Set.of("40001", "40P01", "23505", "HYT00");

    private final DataSource dataSource;
    private final Jdbi jdbi;

    /** Why nothing can be read or written yet; null once the tables are up to date. */
    private volatile @Nullable HistoryException unready =
            new HistoryException("The history's database has not been reached yet", true, null);

    Database(DataSource dataSource) {
        this.dataSource = dataSource;
        this.jdbi = Jdbi.create(dataSource);
    }

    /** Brings the tables up to date; until that has worked once everything fails, without asking the database. */
    void prepare() {
        try {
            Migrations.run(dataSource);
            unready = null;
        } catch (HistoryException e) {
            if (unready != null) {
                unready = e;
            }
            throw e;
        }
    }

    boolean isReady() {
        return unready == null;
    }

    private void requireReady() {
        var reason = unready;
        if (reason != null) {
            throw new HistoryException(String.valueOf(reason.getMessage()), reason.isOutage(), reason);
        }
    }

    /** Work on a connection, in a transaction. */
    interface Work<V> {
        V run(Connection connection) throws SQLException;
    }

    <V> V inTransaction(Work<V> work) {
        requireReady();
        for (var tried = 1; ; tried++) {
            try {
                return jdbi.inTransaction((Handle handle) -> work.run(handle.getConnection()));
            } catch (SQLException | JdbiException e) {
                if (tried == TRIES || !IN_THE_WAY.contains(sqlState(e))) {
                    throw translate(e);
                }
            }
        }
    }

    <V> V with(HandleCallback<V, SQLException> work) {
        requireReady();
        try {
            return jdbi.withHandle(work);
        } catch (SQLException | JdbiException e) {
            throw translate(e);
        }
    }

    static HistoryException translate(Exception failure) {
        var outage = isOutage(failure);
        var cause = sqlCause(failure);
        return new HistoryException(
                (outage ? "The history's database cannot be reached: " : "The history's database refused: ")
                        + (cause == null ? failure : cause).getMessage(),
                outage,
                failure);
    }

    private static boolean isOutage(Throwable failure) {
        if (failure instanceof ConnectionException) {
            return true;
        }
        var cause = sqlCause(failure);
        if (cause == null) {
            return false;
        }
        var state = cause.getSQLState();
        return cause instanceof SQLTransientException
                || cause instanceof SQLRecoverableException
                || cause instanceof SQLNonTransientConnectionException
                // Connection lost; out of connections, memory or disk; being shut down or started; H2 closed under our
                // feet.
                || (state != null
                        && (state.startsWith("08")
                                || state.startsWith("53")
                                || state.startsWith("57")
                                || state.startsWith("90")
                                || IN_THE_WAY.contains(state)));
    }

    private static String sqlState(Throwable failure) {
        var cause = sqlCause(failure);
        return cause == null || cause.getSQLState() == null ? "" : cause.getSQLState();
    }

    private static @Nullable SQLException sqlCause(Throwable failure) {
        var depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
