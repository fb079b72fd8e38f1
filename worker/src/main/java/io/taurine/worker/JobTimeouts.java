package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;
import java.util.Optional;

/** How long the run of a job may take. Must be safe to share between threads. */
@FunctionalInterface
public interface JobTimeouts<T> {

    /**
     * The bound for one run, 1 ms to 36,500 days; empty for none. One that throws fails the run.
     *
     * @param job as it was claimed
     */
    Optional<Duration> of(Job<? extends T> job);
}
