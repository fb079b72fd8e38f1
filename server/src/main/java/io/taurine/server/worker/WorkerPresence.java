package io.taurine.server.worker;

import java.time.Instant;
import java.util.List;

/**
 * A process that works jobs, as it said last.
 *
 * @param name what it calls itself in the queues it works
 * @param startedAt when it began
 * @param seenAt when it last said that it is there, by its own clock
 * @param goneAt when it is taken for dead, unless it says something before
 * @param maxConcurrency runs at once, over all definitions
 * @param definitions keys of those whose jobs it runs, ordered
 */
public record WorkerPresence(
        String name, Instant startedAt, Instant seenAt, Instant goneAt, int maxConcurrency, List<String> definitions) {

    public WorkerPresence {
        definitions = List.copyOf(definitions);
    }

    /** True when nothing was heard of it for so long that it must have died. */
    public boolean isGone(Instant now) {
        return now.isAfter(goneAt);
    }
}
