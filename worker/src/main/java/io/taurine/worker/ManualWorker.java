package io.taurine.worker;

import java.time.Duration;
import java.util.Optional;

/**
 * Claims jobs one by one for a caller that runs them itself. No lock is renewed and no stalled job recovered unless the
 * caller does it. Safe to share between threads.
 *
 * @param <T> type of the payload
 */
public interface ManualWorker<T> extends AutoCloseable {

    /**
     * Claims the next job, waiting for one if need be; empty when none came in time.
     *
     * @param token value of the lock: unique to this claim, not empty and not {@code 0}
     * @param maxWait longest wait, 0 to look once
     */
    Optional<ClaimedJob<T>> getNextJob(String token, Duration maxWait);

    /** Puts jobs whose worker went silent back in line, at most once per interval for the whole queue. Returns how many. */
    int recoverStalledJobs();

    /** Ends a wait under way. Jobs that were claimed keep their locks until those expire. */
    @Override
    void close();
}
