package io.taurine.history;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link HistoryStore#write} stores at once. What is put in twice is stored once: of executions the later one, of
 * everything else the first. Not safe to share between threads.
 */
public final class HistoryBatch {

    /**
     * How far a stream is written down.
     *
     * @param from what was written down before; null when nothing was
     */
    record Move(String stream, @Nullable String from, String to, Instant at) {}

    private final Map<String, Execution> executions = new LinkedHashMap<>();
    private final Map<String, StateChange> states = new LinkedHashMap<>();
    private final Map<String, LogLine> logs = new LinkedHashMap<>();
    private final Map<String, StoredEvent> events = new LinkedHashMap<>();
    private final Map<String, Move> moves = new LinkedHashMap<>();

    public HistoryBatch execution(Execution execution) {
        executions.merge(
                execution.ref(),
                execution,
                (old, fresh) -> fresh.outcome().isEnd() || !old.outcome().isEnd() ? fresh : old);
        return this;
    }

    public HistoryBatch state(StateChange change) {
        states.putIfAbsent(change.ref(), change);
        return this;
    }

    public HistoryBatch log(LogLine line) {
        logs.putIfAbsent(line.executionRef() + "/" + line.line(), line);
        return this;
    }

    public HistoryBatch event(StoredEvent event) {
        events.putIfAbsent(event.id(), event);
        return this;
    }

    /**
     * Moves the kept place in a stream on, with everything else of this batch or not at all.
     *
     * @param from the place that was kept; null when none was. If it is another by now, somebody else writes this stream:
     *     nothing of the batch is stored then
     */
    public HistoryBatch position(String stream, @Nullable String from, String to, Instant at) {
        moves.put(stream, new Move(stream, from, to, at));
        return this;
    }

    /** How many rows there are. */
    public int size() {
        return executions.size() + states.size() + logs.size() + events.size() + moves.size();
    }

    List<Execution> executions() {
        return List.copyOf(executions.values());
    }

    List<StateChange> states() {
        return List.copyOf(states.values());
    }

    List<LogLine> logs() {
        return List.copyOf(logs.values());
    }

    List<StoredEvent> events() {
        return List.copyOf(events.values());
    }

    Collection<Move> moves() {
        return List.copyOf(moves.values());
    }
}
