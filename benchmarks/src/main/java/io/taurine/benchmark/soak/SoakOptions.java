package io.taurine.benchmark.soak;

import java.nio.file.Path;
import java.util.Random;
import java.util.Set;

/**
 * What a soak is asked for. Seed, round, round length, number of jobs and kinds of faults decide the plan.
 *
 * @param jobs operations of each producer in a round
 * @param only kinds of faults
 * @param bullmq folder with node_modules/bullmq
 * @param node folder of the Node programs
 * @param quiesceMillis how long the queues may take to become empty after the last fault
 */
record SoakOptions(
        long seed,
        int roundMillis,
        int jobs,
        Set<FaultKind> only,
        boolean withNode,
        Path bullmq,
        Path node,
        Path folder,
        int quiesceMillis) {

    /** One for each purpose and round, so that a round can be replayed alone. */
    Random random(String purpose, int round) {
        return new Random(seed * 31 + purpose.hashCode() * 1_000_003L + round * 7_919L);
    }
}
