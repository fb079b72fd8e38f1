package io.taurine.server.metric;

import io.taurine.server.runner.JobStatus;
import java.time.Instant;
import java.util.Map;

/**
 * Numbers about jobs.
 *
 * @param definitionKey whose; empty for all definitions together
 * @param at when they were right
 * @param jobs how many there are now, by status; what is kept of those that ended
 */
public record JobNumbers(
        String definitionKey, Instant at, Map<JobStatus, Long> jobs, Throughput throughput, Performance lastDay) {

    public JobNumbers {
        jobs = Map.copyOf(jobs);
    }
}
