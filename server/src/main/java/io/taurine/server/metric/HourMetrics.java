package io.taurine.server.metric;

import java.time.Instant;

/**
 * An hour of a time series.
 *
 * @param hour its beginning
 * @param succeeded jobs
 * @param failed jobs that failed for good or timed out
 * @param retried executions that were followed by another attempt
 * @param other executions that were cancelled, skipped, lost or put back
 * @param meanRunMillis of all these; 0 when there were none
 * @param meanQueueMillis of those of which it is known; 0 when there were none
 */
public record HourMetrics(
        Instant hour,
        long succeeded,
        long failed,
        long retried,
        long other,
        double meanRunMillis,
        double meanQueueMillis) {}
