package io.taurine.repeat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the next instant whose wall-clock time a calendar holds.
 *
 * <p>Between two clock changes wall-clock and instant differ by a fixed offset, so the search goes from one such stretch of
 * time to the next, and the rule for clock changes is only about the first minutes of a stretch. What BullMQ does there was
 * measured, not read; the differential test in {@code interop} holds us to it.
 */
final class ZonedSearch {

    /** The longest wait for a date that exists: 29 February on a given weekday comes back within 40 years. */
    private static final int YEARS = 400;

    private final LocalCalendar calendar;
    private final ZoneRules rules;
    private final ClockChange clockChange;
    private final Bounds bounds;

    ZonedSearch(LocalCalendar calendar, ZoneId zone, ClockChange clockChange, Bounds bounds) {
        this.calendar = calendar;
        this.rules = zone.getRules();
        this.clockChange = clockChange;
        this.bounds = bounds;
    }

    static Optional<String> notPortableBecause(ClockChange clockChange) {
        return clockChange == ClockChange.ONCE
                ? Optional.empty()
                : Optional.of("BullMQ cannot store the clock-change rule " + clockChange + ", it always does as "
                        + ClockChange.ONCE + "; a Node worker would run it at other times");
    }

    Optional<Instant> after(Instant instant) {
        var asked = bounds.fromStart(instant);
        var from = asked.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        var horizon =
                LocalDateTime.ofInstant(from, ZoneOffset.UTC).plusYears(YEARS).toInstant(ZoneOffset.UTC);
        while (from.isBefore(horizon) && !bounds.endBefore(from)) {
            var change = rules.nextTransition(from);
            var end = change == null ? horizon : change.getInstant();
            var run = firstBetween(from, end, asked);
            if (run != null) {
                return bounds.endBefore(run) ? Optional.empty() : Optional.of(run);
            }
            from = end;
        }
        return Optional.empty();
    }

    /** The first run in a stretch of one offset; {@code asked} tells whether the clock change before it is still to come. */
    private @Nullable Instant firstBetween(Instant from, Instant end, Instant asked) {
        var change = calendar.isEveryHour() ? null : changeBefore(from);
        if (change == null) {
            return match(from, end, rules.getOffset(from));
        }
        return change.isGap() ? firstAfterGap(change, from, end, asked) : firstAfterOverlap(change, from, end, asked);
    }

    /** The change whose echo, the hour after it, is not over at {@code from}. */
    private @Nullable ZoneOffsetTransition changeBefore(Instant from) {
        var change = rules.previousTransition(from.plusSeconds(1));
        return change != null && from.isBefore(echoEnd(change)) ? change : null;
    }

    private static Instant echoEnd(ZoneOffsetTransition change) {
        return change.getInstant().plus(change.getDuration().abs());
    }

    private @Nullable Instant firstAfterGap(ZoneOffsetTransition change, Instant from, Instant end, Instant asked) {
        var natural = match(from, end, change.getOffsetAfter());
        if (!shifts(change, asked)) {
            return natural;
        }
        // The times that were left out are those the old clock would have shown now.
        var shifted = match(from, earlier(echoEnd(change), end), change.getOffsetBefore());
        return natural == null || (shifted != null && shifted.isBefore(natural)) ? shifted : natural;
    }

    private boolean shifts(ZoneOffsetTransition gap, Instant asked) {
        return switch (clockChange) {
            case SKIP -> false;
            case TWICE -> true;
            case ONCE -> asked.isBefore(gap.getInstant()) && (!isAtMidnight(gap) || isReachedByMinutes(gap, asked));
        };
    }

    private static boolean isAtMidnight(ZoneOffsetTransition gap) {
        return gap.getDateTimeBefore().toLocalTime().equals(LocalTime.MIDNIGHT)
                || gap.getDateTimeAfter().toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    /**
     * BullMQ loses a midnight that is left out when it comes from an earlier hour or day. It notices the gap when it was
     * already looking minute by minute: inside the last hour of the day before, or within its last second.
     */
    private boolean isReachedByMinutes(ZoneOffsetTransition gap, Instant asked) {
        return asked.isAfter(gap.getInstant().minusSeconds(1))
                || calendar.hasHour(gap.getDateTimeBefore().minusHours(1));
    }

    private @Nullable Instant firstAfterOverlap(ZoneOffsetTransition change, Instant from, Instant end, Instant asked) {
        var repeatedTimesRun = switch (clockChange) {
            case SKIP -> false;
            case TWICE -> true;
            case ONCE -> !asked.isBefore(change.getInstant());
        };
        return match(repeatedTimesRun ? from : later(from, echoEnd(change)), end, change.getOffsetAfter());
    }

    private @Nullable Instant match(Instant from, Instant end, ZoneOffset offset) {
        var time = calendar.firstBetween(LocalDateTime.ofInstant(from, offset), LocalDateTime.ofInstant(end, offset));
        return time == null ? null : time.toInstant(offset);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
