package io.taurine.queue;

import io.taurine.job.JobState;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;

/**
 * How many jobs are in each state, read in one step. Jobs of a queue that a BullMQ 5 client paused count as waiting.
 *
 * @param byState every state but {@link JobState#UNKNOWN}
 */
public record JobCounts(Map<JobState, Long> byState) {

    public JobCounts {
        byState = Collections.unmodifiableMap(new EnumMap<>(byState));
    }

    public long of(JobState state) {
        return byState.getOrDefault(state, 0L);
    }

    /** Jobs in any of these states. */
    public long of(JobState first, JobState... others) {
        return EnumSet.of(first, others).stream().mapToLong(this::of).sum();
    }

    /** Jobs that still have to run: waiting, prioritized, delayed and waiting for children. */
    public long pending() {
        return of(JobState.WAITING) + of(JobState.PRIORITIZED) + of(JobState.DELAYED) + of(JobState.WAITING_CHILDREN);
    }

    public long total() {
        return byState.values().stream().mapToLong(Long::longValue).sum();
    }
}
