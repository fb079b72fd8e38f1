package io.taurine.queue.listing;

import java.time.Instant;

/**
 * How a job scheduler stands.
 *
 * @param slot when the run is, or was, due that it made last
 * @param runs made since it was created, over all upserts
 * @param hasRun whether that run is still to come or has not ended; false for one that is over, or whose run was lost
 */
public record SchedulerStanding(String id, Instant slot, long runs, boolean hasRun) {}
