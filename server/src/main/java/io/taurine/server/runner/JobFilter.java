package io.taurine.server.runner;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs are meant.
 *
 * @param definitionKey empty for those of all definitions
 * @param statuses empty for all
 * @param from no job that was started before; empty for no bound
 * @param to no job that was started then or later; empty for no bound
 */
public record JobFilter(
        Optional<String> definitionKey, Set<JobStatus> statuses, Optional<Instant> from, Optional<Instant> to) {

    public JobFilter {
        statuses = Set.copyOf(statuses);
    }

    public static JobFilter all() {
        return new JobFilter(Optional.empty(), Set.of(), Optional.empty(), Optional.empty());
    }

    /** Those that no attempt is left for, and that wait for a person. */
    public static JobFilter deadLetters() {
        return all().in(JobStatus.FAILED, JobStatus.TIMED_OUT);
    }

    public JobFilter of(String key) {
        return new JobFilter(Optional.of(key), statuses, from, to);
    }

    public JobFilter in(JobStatus... some) {
        return new JobFilter(definitionKey, Set.of(some), from, to);
    }
}
