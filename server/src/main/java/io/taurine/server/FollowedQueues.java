package io.taurine.server;

import io.taurine.history.Execution;
import io.taurine.history.ExecutionFilter;
import io.taurine.history.ExecutionHistory;
import io.taurine.history.HistoryException;
import io.taurine.history.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The queues whose history is written: that of each definition, which has its key, and of each that went away while a run of it
 * was going on, until all its runs that the history knows have ended. For one thread.
 */
final class FollowedQueues implements Supplier<Collection<String>> {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** So long the start of a run may be on its way into the history. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final int MOST_RUNS = 1_000;

    private final Supplier<? extends Collection<String>> keys;
    private final ExecutionHistory executions;
    private final InstantSource clock;

    /** When each was last seen among the definitions. */
    private final Map<String, Instant> seen = new HashMap<>();

    private Set<String> running = Set.of();
    private Instant nextLook = Instant.MIN;

    FollowedQueues(Supplier<? extends Collection<String>> keys, ExecutionHistory executions, InstantSource clock) {
        this.keys = keys;
        this.executions = executions;
        this.clock = clock;
    }

    @Override
    public Collection<String> get() {
        var now = clock.instant();
        keys.get().forEach(key -> seen.put(key, now));
        if (!now.isBefore(nextLook)) {
            look();
            nextLook = now.plus(BETWEEN_LOOKS);
            seen.entrySet()
                    .removeIf(one -> one.getValue().isBefore(now.minus(GRACE)) && !running.contains(one.getKey()));
        }
        var followed = new HashSet<>(seen.keySet());
        followed.addAll(running);
        return followed;
    }

    /** Those too that went away before this process started. */
    private void look() {
        try {
            var found = new HashSet<String>();
            var page = executions.list(ExecutionFilter.all().with(Outcome.RUNNING), "", MOST_RUNS);
            page.items().stream().map(Execution::queue).forEach(found::add);
            running = found;
        } catch (HistoryException away) {
            // What was known is still right: nothing is written meanwhile.
        }
    }
}
