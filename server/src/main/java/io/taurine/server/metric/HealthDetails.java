package io.taurine.server.metric;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What is wrong with the jobs; all empty when nothing is.
 *
 * @param staleLocks by definition, ids of jobs that seem to run although their lock has ended: until a worker takes them back
 * @param missedSchedules enabled ones whose next run is overdue
 * @param schedulesWithoutNextRun enabled ones that have not come to their end and will not run again by themselves
 * @param workersGone those that died within the last hour without signing off, and when they were heard of last
 */
public record HealthDetails(
        Map<String, List<String>> staleLocks,
        List<String> missedSchedules,
        List<String> schedulesWithoutNextRun,
        Map<String, Instant> workersGone) {

    public HealthDetails {
        staleLocks = Map.copyOf(staleLocks);
        missedSchedules = List.copyOf(missedSchedules);
        schedulesWithoutNextRun = List.copyOf(schedulesWithoutNextRun);
        workersGone = Map.copyOf(workersGone);
    }

    public boolean isFine() {
        return staleLocks.isEmpty()
                && missedSchedules.isEmpty()
                && schedulesWithoutNextRun.isEmpty()
                && workersGone.isEmpty();
    }
}
