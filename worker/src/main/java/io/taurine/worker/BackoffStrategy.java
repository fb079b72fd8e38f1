package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;
import java.util.Optional;

/** Computes the pause before the next attempt of jobs whose backoff names it. Must be safe to share between threads. */
@FunctionalInterface
public interface BackoffStrategy {

    /**
     * The pause; zero retries at once, empty fails the job now.
     *
     * @param attempt number of the attempt that just failed, from 1
     * @param failure what the processor threw
     */
    Optional<Duration> delay(int attempt, Throwable failure, Job<?> job);
}
