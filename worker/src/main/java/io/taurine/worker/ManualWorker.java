package io.taurine.worker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims jobs one by one for a caller that runs them itself. No lock is renewed and no stalled job recovered unless the
 * caller asks for it. Safe to share between threads.
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

    /**
     * A job that was claimed before, perhaps elsewhere, with what may be done with it; empty when there is no such job. Whether
     * the lock is still that of the token is seen by the call that ends the claim.
     *
     * @param token value of the lock, as given to {@link #getNextJob}
     */
    Optional<ClaimedJob<T>> getClaimedJob(String jobId, String token);

    /**
     * Renews locks, all in one call.
     *
     * @param tokensByJobId value of the lock of each job
     * @param duration how long they live from now, at least 1 ms
     * @return ids of the jobs whose lock is lost; empty when all were renewed
     */
    List<String> extendJobLocks(Map<String, String> tokensByJobId, Duration duration);

    /** Checks for stalled jobs by itself from now on, once per interval, until closed. Harmless when called twice. */
    void startStalledCheckTimer();

    /** Puts jobs whose worker went silent back in line, at most once per interval for the whole queue. Returns how many. */
    int recoverStalledJobs();

    /** Ends a wait under way. Jobs that were claimed keep their locks until those expire. */
    @Override
    void close();
}
