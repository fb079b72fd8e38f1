package io.taurine.history;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which executions are meant.
 *
 * @param queue the key of a definition; empty for all
 * @param outcomes empty for all
 * @param from none that started before; empty for no bound
 * @param to none that started then or later; empty for no bound
 */
public record ExecutionFilter(
        Optional<String> queue, Set<Outcome> outcomes, Optional<Instant> from, Optional<Instant> to) {

    public ExecutionFilter {
        queue = queue.map(Texts::name);
        outcomes = outcomes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(outcomes));
    }

    public static ExecutionFilter all() {
        return new ExecutionFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty());
    }

    /** Those of one queue only. */
    public ExecutionFilter of(String onlyQueue) {
        return new ExecutionFilter(Optional.of(onlyQueue), outcomes, from, to);
    }

    /** Those with one of these outcomes only. */
    public ExecutionFilter with(Outcome... some) {
        return new ExecutionFilter(queue, Set.of(some), from, to);
    }

    /** Those that started in a time only; the end excluded. */
    public ExecutionFilter between(Instant start, Instant end) {
        return new ExecutionFilter(queue, outcomes, Optional.of(start), Optional.of(end));
    }
}
