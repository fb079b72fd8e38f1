package io.taurine.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes the history. Every call is one transaction and may be repeated: what is stored already is not stored again. All of
 * them throw {@link HistoryException}, with nothing stored. Safe to share between threads.
 */
public final class HistoryStore {

    private final Database database;
    private final DefinitionWriter definitions = new DefinitionWriter();

    HistoryStore(Database database) {
        this.database = database;
    }

    /**
     * Stores a batch.
     *
     * @throws PositionMovedException if somebody else has moved a position of it
     */
    public void write(HistoryBatch batch) {
        database.inTransaction(connection -> {
            Positions.move(connection, batch.moves());
            ExecutionWriter.write(connection, batch);
            var counts = new EventCounts();
            StateWriter.write(connection, batch.states(), counts);
            EventWriter.write(connection, batch.events(), counts);
            counts.write(connection);
            return true;
        });
    }

    /** How far each stream is written down, by its name. */
    public Map<String, String> positions() {
        return database.with(handle -> handle.createQuery("SELECT stream, last_id FROM taurine_position")
                .reduceRows(new TreeMap<String, String>(), (all, row) -> {
                    all.put(row.getColumn("stream", String.class), row.getColumn("last_id", String.class));
                    return all;
                }));
    }

    /**
     * Notes a version of a definition that a process has found, and what is new about it. A change of the checksum goes into
     * the {@link VersionHistory}; so does one of the settings alone.
     *
     * @return whether the version was new, or has another checksum than before
     */
    public RegistrationChange register(Registration registration, Instant at) {
        return database.inTransaction(connection -> definitions.register(connection, registration, at));
    }

    /** As {@link #register(Registration, Instant)} of many at once; in the same order. */
    public List<RegistrationChange> register(List<Registration> registrations, Instant at) {
        return database.inTransaction(connection -> {
            var changes = new ArrayList<RegistrationChange>();
            for (var registration : registrations) {
                changes.add(definitions.register(connection, registration, at));
            }
            return List.copyOf(changes);
        });
    }

    /** Notes that a definition takes jobs, or no more; false when there is no such definition. */
    public boolean enable(String definitionKey, boolean isEnabled, Instant at) {
        return database.inTransaction(connection -> definitions.enable(connection, definitionKey, isEnabled, at));
    }

    /** Stores a schedule as it is now. The instant of its creation is kept from the first time. */
    public void schedule(ScheduleEntry schedule) {
        database.inTransaction(connection -> {
            ScheduleWriter.write(connection, List.of(schedule));
            return true;
        });
    }

    /** Notes that a schedule was removed; false when there is none, or it was removed before. */
    public boolean scheduleRemoved(String scheduleId, Instant at) {
        return database.inTransaction(connection -> ScheduleWriter.remove(connection, scheduleId, at));
    }

    /** Notes who did what. */
    public void audit(AuditEntry entry) {
        audit(List.of(entry));
    }

    /** As {@link #audit(AuditEntry)} of many at once; no two may have the same id. */
    public void audit(List<AuditEntry> entries) {
        database.inTransaction(connection -> {
            AuditWriter.write(connection, entries);
            return true;
        });
    }

    /** Stores an event. Many go in a {@link HistoryBatch}. */
    public void event(StoredEvent event) {
        write(new HistoryBatch().event(event));
    }

    /** The place kept in a stream; empty when none is. */
    public Optional<String> position(String stream) {
        return database.with(handle -> handle.createQuery("SELECT last_id FROM taurine_position WHERE stream = :stream")
                .bind("stream", stream)
                .mapTo(String.class)
                .findOne());
    }
}
