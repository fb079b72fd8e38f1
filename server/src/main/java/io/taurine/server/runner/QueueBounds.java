package io.taurine.server.runner;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What holds back all workers of a queue.
 *
 * @param concurrency most runs at once in the cluster, which is a setting of the definition; empty for no bound
 * @param isMaxed whether as many run
 * @param rate empty for no bound
 * @param heldFor how long no job may start, zero when one may
 */
public record QueueBounds(OptionalInt concurrency, boolean isMaxed, Optional<Rate> rate, Duration heldFor) {

    /**
     * Most jobs that start in a time.
     *
     * @param max 1 or more
     * @param per 1 ms to 365 days
     */
    public record Rate(int max, Duration per) {

        private static final Duration LONGEST = Duration.ofDays(365);

        public Rate {
            if (max < 1) {
                throw new IllegalArgumentException("max must be 1 or more, was " + max);
            }
            if (per.toMillis() < 1 || per.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("per must be 1 ms to " + LONGEST.toDays() + " days, was " + per);
            }
        }
    }
}
