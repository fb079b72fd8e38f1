package io.taurine.repeat;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/** What every form of schedule says of its bounds. */
abstract class Bounded {

    final Bounds bounds;

    Bounded(Bounds bounds) {
        this.bounds = bounds;
    }

    public final OptionalInt limit() {
        return bounds.limit();
    }

    public final Optional<Instant> start() {
        return bounds.start();
    }

    public final Optional<Instant> end() {
        return bounds.end();
    }

    /** Refuses what another client could not iterate, with the reason. */
    static void requirePortable(Schedule schedule) {
        schedule.notPortableBecause().ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
    }
}
