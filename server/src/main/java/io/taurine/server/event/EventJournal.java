package io.taurine.server.event;

import java.util.List;
import java.util.Optional;

/**
 * Where events are kept. Called by one thread at a time in a process, but maybe by two processes at once while one takes over
 * from the other.
 */
public interface EventJournal {

    /** The position given with the last batch that was kept; empty when none was. */
    Optional<String> position();

    /**
     * Keeps a batch and the position together, in one transaction. Events whose id is kept already are left out.
     *
     * @throws RuntimeException if it could not; the batch comes again
     */
    void append(List<Event> events, String position);
}
