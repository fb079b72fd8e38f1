package io.taurine.queue;

import java.time.Instant;

/**
 * A job scheduler that will not run again by itself.
 *
 * @param id the scheduler
 * @param lastSlot when the run made last was due
 * @param problem what is wrong with it
 */
public record BrokenScheduler(String id, Instant lastSlot, Problem problem) {

    /** What is wrong with a job scheduler. */
    public enum Problem {
        /** Its schedule goes on, but the run made last has ended or is gone and made no next one. */
        NO_PENDING_RUN,
        /** The list of schedulers names it, but what it should run is lost. Repairing it takes it off the list. */
        NO_RECORD,
        /** A repeatable job of BullMQ 4 or older, which nobody runs any more. Create it anew under another id. */
        LEGACY,
        /** Its pattern or zone cannot be evaluated by this library, so nobody here can tell when it should run. */
        UNREADABLE_SCHEDULE
    }
}
