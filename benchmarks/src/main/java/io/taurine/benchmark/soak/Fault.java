package io.taurine.benchmark.soak;

import java.util.Comparator;

/**
 * One fault of a plan.
 *
 * @param atMillis from the start of the round
 * @param target the process or queue it is done to, {@link #REDIS} for the server
 * @param amount for {@link FaultKind#CLOCK} by how many milliseconds, else 0
 */
record Fault(int atMillis, FaultKind kind, String target, int millis, long amount) {
    static final String REDIS = "redis";
    static final Comparator<Fault> BY_TIME =
            Comparator.comparingInt(Fault::atMillis).thenComparing(Fault::target);

    int endMillis() {
        return atMillis + millis;
    }

    @Override
    public String toString() {
        return "%6.2f s %s of %s".formatted(atMillis / 1e3, kind.label(), target)
                + (millis == 0 ? "" : " for %.2f s".formatted(millis / 1e3))
                + (amount == 0 ? "" : " by %+d s".formatted(amount / 1_000));
    }
}
