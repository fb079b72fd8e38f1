package io.taurine.repeat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What every form of schedule shares: how often, from when, until when. */
record Bounds(
        @Nullable Integer mostRuns,
        @Nullable Instant first,
        @Nullable Instant last) {

    static final Bounds NONE = new Bounds(null, null, null);

    Bounds {
        if (mostRuns != null && mostRuns < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, was " + mostRuns);
        }
        if (first != null && last != null && last.isBefore(first)) {
            throw new IllegalArgumentException("end " + last + " must not be before start " + first);
        }
    }

    Bounds withLimit(int limit) {
        return new Bounds(limit, first, last);
    }

    /** Milliseconds are what the wire carries; dropping the rest here keeps a stored schedule equal to the one given. */
    Bounds withStart(Instant start) {
        return new Bounds(mostRuns, toMillis(start, "start"), last);
    }

    Bounds withEnd(Instant end) {
        return new Bounds(mostRuns, first, toMillis(end, "end"));
    }

    OptionalInt limit() {
        return mostRuns == null ? OptionalInt.empty() : OptionalInt.of(mostRuns);
    }

    Optional<Instant> start() {
        return Optional.ofNullable(first);
    }

    Optional<Instant> end() {
        return Optional.ofNullable(last);
    }

    boolean endBefore(Instant instant) {
        return last != null && instant.isAfter(last);
    }

    /** The later of {@code instant} and the start. */
    Instant fromStart(Instant instant) {
        return first != null && first.isAfter(instant) ? first : instant;
    }

    static Instant toMillis(Instant instant, String name) {
        return Objects.requireNonNull(instant, name).truncatedTo(ChronoUnit.MILLIS);
    }
}
