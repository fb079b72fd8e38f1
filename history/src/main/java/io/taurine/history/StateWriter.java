package io.taurine.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Stores the steps of jobs, and counts those that are events and were not there yet. */
final class StateWriter {

    private static final BulkMerge<StateChange> STATES = BulkMerge.<StateChange>keeping("taurine_state", "ref")
            .text("ref", StateChange::ref)
            .text("queue", StateChange::queue)
            .text("job_id", StateChange::jobId)
            .text("execution_ref", StateChange::executionRef)
            .text("state", StateChange::state)
            .text("detail", StateChange::detail)
            .number("happened_at", change -> change.happenedAt().toEpochMilli())
            .text("step", change -> change.step() == null ? "" : change.step().wireName())
            .optionalNumber("run_number", change -> change.runNumber() == 0 ? null : (long) change.runNumber());

    private StateWriter() {}

    static void write(Connection connection, List<StateChange> states, EventCounts counts) throws SQLException {
        for (var state : STATES.runFresh(connection, states)) {
            if (state.step() != null) {
                counts.add(state.step().eventName(), state.queue(), state.happenedAt());
            }
        }
    }
}
