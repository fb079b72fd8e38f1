package io.taurine.history;

/**
 * Ranges of durations, each a tenth longer than the one before: a percentile that is read from how many fell into each is
 * right within 5 %.
 */
final class Durations {

    private static final double GROWTH = Math.log(1.1);

    private Durations() {}

    static long bucket(long millis) {
        return millis <= 0 ? 0 : 1 + (long) (Math.log((double) millis) / GROWTH);
    }

    /** The middle of a range, ms. */
    static double millis(long bucket) {
        return bucket == 0 ? 0 : Math.exp((bucket - 0.5) * GROWTH);
    }
}
