package io.taurine.history;

import javax.sql.DataSource;

/**
 * The history in one database. Holds nothing open but what the data source holds, which stays the caller's. Safe to share
 * between threads and, on the same database, between processes.
 */
public final class History {

    private final Database database;
    private final HistoryStore store;
    private final DefinitionHistory definitions;
    private final VersionHistory versions;
    private final ScheduleHistory schedules;
    private final ExecutionHistory executions;
    private final ExecutionStatistics statistics;
    private final EventHistory events;
    private final AuditHistory audit;
    private final HistoryRetention retention;

    private History(Database database) {
        this.database = database;
        store = new HistoryStore(database);
        definitions = new DefinitionHistory(database);
        versions = new VersionHistory(database);
        schedules = new ScheduleHistory(database);
        executions = new ExecutionHistory(database);
        statistics = new ExecutionStatistics(database);
        events = new EventHistory(database);
        audit = new AuditHistory(database);
        retention = new HistoryRetention(database);
    }

    /**
     * Opens the history in an H2 or PostgreSQL (16 or newer) database and brings its tables, whose names all begin with
     * {@code taurine_}, up to date. An application may keep its own tables and migrations beside them.
     *
     * @throws HistoryException if the database cannot be reached, or is no such one
     */
    public static History open(DataSource dataSource) {
        var history = later(dataSource);
        history.prepare();
        return history;
    }

    /**
     * As {@link #open}, of a database that may not be there yet: it is not asked for anything before {@link #prepare} has worked,
     * until when all that reads or writes throws a {@link HistoryException} that is an outage.
     */
    public static History later(DataSource dataSource) {
        return new History(new Database(dataSource));
    }

    /**
     * Brings the tables up to date; may be called again until it works.
     *
     * @throws HistoryException if the database cannot be reached, or is none that this can use
     */
    public void prepare() {
        database.prepare();
    }

    /** Whether {@link #prepare} has worked, which says nothing of how the database is now. */
    public boolean isPrepared() {
        return database.isReady();
    }

    public HistoryStore store() {
        return store;
    }

    public DefinitionHistory definitions() {
        return definitions;
    }

    public VersionHistory versions() {
        return versions;
    }

    public ScheduleHistory schedules() {
        return schedules;
    }

    public ExecutionHistory executions() {
        return executions;
    }

    public ExecutionStatistics statistics() {
        return statistics;
    }

    public EventHistory events() {
        return events;
    }

    public AuditHistory audit() {
        return audit;
    }

    public HistoryRetention retention() {
        return retention;
    }
}
