package io.taurine.repeat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One run each so many milliseconds. Its slots lie {@code every} apart; where on the clock they lie is decided by the start,
 * which is itself a slot, else by the offset, else by whoever schedules it first.
 */
public final class IntervalSchedule extends Bounded implements Schedule {

    private final Duration every;
    private final Duration offset;

    private IntervalSchedule(Duration every, Duration offset, Bounds bounds) {
        super(bounds);
        this.every = every;
        this.offset = offset;
    }

    static IntervalSchedule of(Duration every) {
        Objects.requireNonNull(every, "every");
        if (every.compareTo(Duration.ofMillis(1)) < 0 || !isWholeMillis(every)) {
            throw new IllegalArgumentException("every must be a whole number of milliseconds, 1 or more, was " + every);
        }
        if (every.compareTo(Duration.ofDays(36_500)) > 0) {
            throw new IllegalArgumentException("every must be at most 36500 days, was " + every);
        }
        return new IntervalSchedule(every, Duration.ZERO, Bounds.NONE);
    }

    private static boolean isWholeMillis(Duration duration) {
        return duration.equals(duration.truncatedTo(ChronoUnit.MILLIS));
    }

    public Duration every() {
        return every;
    }

    /** Where on the clock the slots lie, counted from the epoch. Default zero, which leaves it to the first run. */
    public Duration offset() {
        return offset;
    }

    /**
     * The same with slots at multiples of {@code every} plus {@code offset}; 0 or more, less than {@code every}. Beside a start
     * it says only where the slots lie after an outage.
     */
    public IntervalSchedule withOffset(Duration offset) {
        Objects.requireNonNull(offset, "offset");
        if (offset.isNegative() || offset.compareTo(every) >= 0 || !isWholeMillis(offset)) {
            throw new IllegalArgumentException(
                    "offset must be whole milliseconds from 0 to less than every (" + every + "), was " + offset);
        }
        return new IntervalSchedule(every, offset, bounds);
    }

    /**
     * {@inheritDoc}
     *
     * <p>With neither offset nor start there is no phase to go by: the answer is {@code instant} plus {@code every}. A start
     * later than {@code instant} is itself the first run, and the slots after it follow from it: as in BullMQ, an offset beside
     * a start counts only when slots were missed.
     */
    @Override
    public Optional<Instant> nextAfter(Instant instant) {
        var run = following(Bounds.toMillis(instant, "instant"));
        return bounds.endBefore(run) ? Optional.empty() : Optional.of(run);
    }

    private Instant following(Instant instant) {
        var start = bounds.first();
        if (start != null && start.isAfter(instant)) {
            return start;
        }
        if (offset.isZero() && start == null) {
            return instant.plus(every);
        }
        long step = every.toMillis();
        long phase = start != null ? Math.floorMod(start.toEpochMilli(), step) : offset.toMillis();
        return Instant.ofEpochMilli(gridAfter(instant.toEpochMilli(), step, phase));
    }

    /**
     * BullMQ's slot arithmetic: the slot that follows {@code previous}, or the first one if there is none. A slot may be
     * {@code now} itself. Missed slots are passed over: the answer is then the next one after {@code now}.
     *
     * @param previous the slot produced last; null if there is none
     * @param every 1 ms or more
     * @param offset zero for none
     * @param start null for none; counts only while {@code previous} is null, and the offset does not count then
     */
    public static Slot slot(
            @Nullable Instant previous, Duration every, Instant now, Duration offset, @Nullable Instant start) {
        long step = every.toMillis();
        if (step < 1) {
            throw new IllegalArgumentException("every must be 1 ms or more, was " + every);
        }
        long at = slotMillis(previous, step, now.toEpochMilli(), offset.toMillis(), start);
        return new Slot(
                Instant.ofEpochMilli(at), offset.isZero() ? Duration.ofMillis(Math.floorMod(at, step)) : offset);
    }

    private static long slotMillis(
            @Nullable Instant previous, long step, long now, long offset, @Nullable Instant start) {
        if (previous != null) {
            long next = Math.addExact(previous.toEpochMilli(), step);
            return next >= now ? next : gridAfter(now, step, offset);
        }
        if (start != null) {
            return Math.max(start.toEpochMilli(), now);
        }
        return offset > 0 ? gridAfter(now, step, offset) : now;
    }

    /** The multiple of {@code step} before {@code now}, moved by the offset, and one step further if that is not in the future. */
    private static long gridAfter(long now, long step, long offset) {
        long slot = Math.addExact(Math.multiplyExact(Math.floorDiv(now, step), step), offset);
        return slot <= now ? Math.addExact(slot, step) : slot;
    }

    @Override
    public IntervalSchedule withLimit(int limit) {
        return new IntervalSchedule(every, offset, bounds.withLimit(limit));
    }

    @Override
    public IntervalSchedule withStart(Instant start) {
        return new IntervalSchedule(every, offset, bounds.withStart(start));
    }

    @Override
    public IntervalSchedule withEnd(Instant end) {
        return new IntervalSchedule(every, offset, bounds.withEnd(end));
    }

    /** Always empty: BullMQ knows intervals. */
    @Override
    public Optional<String> notPortableBecause() {
        return Optional.empty();
    }

    @Override
    public IntervalSchedule shared() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntervalSchedule that
                && every.equals(that.every)
                && offset.equals(that.offset)
                && bounds.equals(that.bounds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(every, offset, bounds);
    }

    @Override
    public String toString() {
        return "every " + every + (offset.isZero() ? "" : " at offset " + offset);
    }
}
