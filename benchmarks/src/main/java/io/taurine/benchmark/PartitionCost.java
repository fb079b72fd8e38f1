package io.taurine.benchmark;

import java.util.List;

/**
 * What some jobs cost that went to several Redis processes.
 *
 * @param jobsPerSecond by the wall clock
 * @param allMicros Redis CPU time per job, of all processes together
 * @param busiestMicros Redis CPU time per job, of the process that had the most
 */
record PartitionCost(double jobsPerSecond, double allMicros, double busiestMicros) {

    static PartitionCost of(int jobs, long nanos, List<RedisUsage> before, List<RedisUsage> after) {
        var all = 0.0;
        var busiest = 0.0;
        for (int i = 0; i < before.size(); i++) {
            var used = after.get(i).since(before.get(i)).cpuMicros();
            all += used;
            busiest = Math.max(busiest, used);
        }
        return new PartitionCost(jobs * 1e9 / nanos, all / jobs, busiest / jobs);
    }

    /** Jobs per second at which the busiest process has used up its core. */
    double ceiling() {
        return 1e6 / busiestMicros;
    }
}
