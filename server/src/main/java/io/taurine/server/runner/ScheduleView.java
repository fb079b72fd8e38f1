package io.taurine.server.runner;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a schedule.
 *
 * @param isSystem true for those of the configuration, which cannot be changed otherwise
 * @param nextRun empty while it is disabled, and when it has come to its end; past when the run is overdue
 * @param runs how many runs it has made, without those that were skipped or left out
 */
public record ScheduleView(
        ScheduleRequest request, boolean isEnabled, boolean isSystem, Optional<Instant> nextRun, long runs) {}
