package io.taurine.repeat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A single run at one instant. */
public final class OnceSchedule extends Bounded implements Schedule {

    private final Instant at;

    private OnceSchedule(Instant at, Bounds bounds) {
        super(bounds);
        this.at = at;
    }

    static OnceSchedule of(Instant at) {
        return new OnceSchedule(Bounds.toMillis(at, "at"), Bounds.NONE.withLimit(1));
    }

    public Instant at() {
        return at;
    }

    @Override
    public Optional<Instant> nextAfter(Instant instant) {
        var excluded = bounds.endBefore(at) || bounds.fromStart(at).isAfter(at);
        return excluded || !at.isAfter(instant) ? Optional.empty() : Optional.of(at);
    }

    /** Changes nothing: one run is within any limit. */
    @Override
    public OnceSchedule withLimit(int limit) {
        bounds.withLimit(limit);
        return this;
    }

    /** The same; if {@code start} is later than the run, it never runs. */
    @Override
    public OnceSchedule withStart(Instant start) {
        return new OnceSchedule(at, bounds.withStart(start));
    }

    /** The same; if {@code end} is before the run, it never runs. */
    @Override
    public OnceSchedule withEnd(Instant end) {
        return new OnceSchedule(at, bounds.withEnd(end));
    }

    @Override
    public Optional<String> notPortableBecause() {
        return nextAfter(at.minusMillis(1)).isPresent()
                ? Optional.empty()
                : Optional.of("a run at " + at + " lies outside its own start and end and never happens");
    }

    /** An interval that begins at the run and is limited to it. */
    @Override
    public IntervalSchedule shared() {
        requirePortable(this);
        // The length of the interval is never used: the second iteration is beyond the limit.
        var once = IntervalSchedule.of(Duration.ofDays(1)).withStart(at).withLimit(1);
        var end = bounds.last();
        return end == null ? once : once.withEnd(end);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OnceSchedule that && at.equals(that.at) && bounds.equals(that.bounds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(at, bounds);
    }

    @Override
    public String toString() {
        return "once at " + at;
    }
}
