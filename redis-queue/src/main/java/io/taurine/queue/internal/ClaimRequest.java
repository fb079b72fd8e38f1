package io.taurine.queue.internal;

/**
 * What a worker asks for when it claims.
 *
 * @param token value of the locks, unique to this request
 * @param lockMillis time to live of the locks
 * @param wanted most jobs
 * @param workerName stored with the jobs, or empty
 * @param limiterMax the worker's own rate limit, 0 for none
 * @param limiterMillis window of that limit
 */
public record ClaimRequest(
        String token, long lockMillis, int wanted, String workerName, int limiterMax, long limiterMillis) {

    public ClaimRequest withToken(String token, int wanted) {
        return new ClaimRequest(token, lockMillis, wanted, workerName, limiterMax, limiterMillis);
    }
}
