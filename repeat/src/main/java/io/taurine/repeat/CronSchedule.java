package io.taurine.repeat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;

/**
 * A cron pattern in the dialect of BullMQ 6.7, in a zone that is always named.
 *
 * <p>{@code [second] minute hour day-of-month month day-of-week}; missing fields are filled from the left with
 * {@code 0 * * * * *}. A field is {@code *} or {@code ?}, a value, a range {@code a-b}, a step of either ({@code *}{@code /n},
 * {@code a-b/n}, {@code a/n}), or a list of those. {@code JAN}-{@code DEC} and {@code SUN}-{@code SAT} are names; Sunday is 0 and
 * 7. {@code L} is the last day of the month, {@code 5L} its last Friday, {@code 5#2} its second one. If day of month and day of
 * week are both restricted, a day that matches either will do. {@code @daily} and its kin stand for a whole pattern.
 *
 * <p>Two schedules are equal if their pattern texts, zones, clock-change rules and bounds are.
 */
public final class CronSchedule extends Bounded implements Schedule {

    private final String pattern;
    private final LocalCalendar calendar;
    private final ZoneId zone;
    private final ClockChange clockChange;

    private CronSchedule(String pattern, LocalCalendar calendar, ZoneId zone, ClockChange clockChange, Bounds bounds) {
        super(bounds);
        this.pattern = pattern;
        this.calendar = calendar;
        this.zone = zone;
        this.clockChange = clockChange;
    }

    static CronSchedule of(String pattern, ZoneId zone) {
        return of(pattern, zone, Bounds.NONE);
    }

    static CronSchedule of(String pattern, ZoneId zone, Bounds bounds) {
        return new CronSchedule(pattern, CronParser.parse(pattern), Zones.requireNamed(zone), ClockChange.ONCE, bounds);
    }

    /** The text it was made from, unchanged: this is what the wire carries. */
    public String pattern() {
        return pattern;
    }

    public ZoneId zone() {
        return zone;
    }

    /** The zone as BullMQ reads it, such as {@code Europe/Berlin}, {@code UTC} or {@code UTC+5:30}. Never empty. */
    public String zoneText() {
        return Zones.text(zone);
    }

    /** Default {@link ClockChange#ONCE}. */
    public ClockChange clockChange() {
        return clockChange;
    }

    /** The same under another rule for clock changes; any but {@link ClockChange#ONCE} makes it not portable. */
    public CronSchedule withClockChange(ClockChange rule) {
        return new CronSchedule(pattern, calendar, zone, Objects.requireNonNull(rule, "rule"), bounds);
    }

    @Override
    public Optional<Instant> nextAfter(Instant instant) {
        return new ZonedSearch(calendar, zone, clockChange, bounds).after(instant);
    }

    @Override
    public CronSchedule withLimit(int limit) {
        return with(bounds.withLimit(limit));
    }

    /** The same from {@code start} on. The first run is strictly after it, even if the pattern matches the start itself. */
    @Override
    public CronSchedule withStart(Instant start) {
        return with(bounds.withStart(start));
    }

    @Override
    public CronSchedule withEnd(Instant end) {
        return with(bounds.withEnd(end));
    }

    @Override
    public Optional<String> notPortableBecause() {
        return ZonedSearch.notPortableBecause(clockChange);
    }

    @Override
    public CronSchedule shared() {
        requirePortable(this);
        return this;
    }

    private CronSchedule with(Bounds bounds) {
        return new CronSchedule(pattern, calendar, zone, clockChange, bounds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CronSchedule that
                && pattern.equals(that.pattern)
                && zone.equals(that.zone)
                && clockChange == that.clockChange
                && bounds.equals(that.bounds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pattern, zone, clockChange, bounds);
    }

    @Override
    public String toString() {
        return "cron '" + pattern + "' in " + zoneText();
    }
}
