package io.taurine.server.metric;

import io.taurine.history.Outcome;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the executions, attempts at jobs, that ended within a span.
 *
 * @param hours of the span: the one that runs and those before it
 * @param executions by how they ended; what did not occur is left out
 * @param successRate of the jobs that ended, the share that succeeded: not failed or timed out; 0 to 1, null when none ended
 * @param retryRate share of the executions that were followed by another attempt; 0 to 1, null when there were none
 * @param run how long executions took
 * @param queue how long jobs had been ready before they ran
 */
public record Performance(
        int hours,
        Map<Outcome, Long> executions,
        @Nullable Double successRate,
        @Nullable Double retryRate,
        TimeStatistics run,
        TimeStatistics queue) {

    public Performance {
        executions = Map.copyOf(executions);
    }
}
