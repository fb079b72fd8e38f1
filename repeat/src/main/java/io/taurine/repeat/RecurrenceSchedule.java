package io.taurine.repeat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A rule field by field: it runs when the wall clock of its zone matches all the fields that were set. A field not set matches
 * anything, except the second, which is then 0.
 *
 * <p>Unlike in cron, a date and a weekday must both match. Two rules are equal if their choices, zones, clock-change rules and
 * bounds are.
 */
public final class RecurrenceSchedule extends Bounded implements Schedule {

    private final Map<RecurrenceField, Choice> choices;
    private final LocalCalendar calendar;
    private final ZoneId zone;
    private final ClockChange clockChange;

    private RecurrenceSchedule(
            Map<RecurrenceField, Choice> choices,
            LocalCalendar calendar,
            ZoneId zone,
            ClockChange rule,
            Bounds bounds) {
        super(bounds);
        this.choices = choices;
        this.calendar = calendar;
        this.zone = zone;
        this.clockChange = rule;
    }

    /**
     * What was set, by the name of the field: {@code second}, {@code minute}, {@code hour}, {@code dayOfWeek}, {@code date},
     * {@code month}, {@code year}. Always in this order; without what matches anything.
     */
    public Map<String, Choice> fields() {
        var fields = new LinkedHashMap<String, Choice>();
        choices.forEach((field, choice) -> fields.put(field.toString(), choice));
        return fields;
    }

    public ZoneId zone() {
        return zone;
    }

    /** Default {@link ClockChange#ONCE}. */
    public ClockChange clockChange() {
        return clockChange;
    }

    /** The same under another rule for clock changes; any but {@link ClockChange#ONCE} makes it not portable. */
    public RecurrenceSchedule withClockChange(ClockChange rule) {
        return new RecurrenceSchedule(choices, calendar, zone, Objects.requireNonNull(rule, "rule"), bounds);
    }

    /** The cron pattern with the same runs; empty if there is none, which {@link #notPortableBecause()} explains. */
    public Optional<String> cronText() {
        if (whyNoCronText().isPresent()) {
            return Optional.empty();
        }
        var second = cronText(RecurrenceField.SECOND);
        return Optional.of((second.equals("0") ? "" : second + " ")
                + cronText(RecurrenceField.MINUTE) + " " + cronText(RecurrenceField.HOUR) + " "
                + cronText(RecurrenceField.DATE) + " " + cronText(RecurrenceField.MONTH) + " "
                + cronText(RecurrenceField.DAY_OF_WEEK));
    }

    private String cronText(RecurrenceField field) {
        var choice = choices.get(field);
        return choice == null ? "*" : choice.cronText();
    }

    private Optional<String> whyNoCronText() {
        if (choices.containsKey(RecurrenceField.YEAR)) {
            return Optional.of(
                    "the rule names years, and a cron pattern has no field for them; set start and end instead");
        }
        if (choices.containsKey(RecurrenceField.DATE) && choices.containsKey(RecurrenceField.DAY_OF_WEEK)) {
            return Optional.of(
                    "the rule asks for a date and a weekday at once, and a cron pattern runs on days that match"
                            + " either; leave one out");
        }
        return Optional.empty();
    }

    @Override
    public Optional<Instant> nextAfter(Instant instant) {
        return new ZonedSearch(calendar, zone, clockChange, bounds).after(instant);
    }

    @Override
    public RecurrenceSchedule withLimit(int limit) {
        return with(bounds.withLimit(limit));
    }

    /** The same from {@code start} on. The first run is strictly after it, even if the rule matches the start itself. */
    @Override
    public RecurrenceSchedule withStart(Instant start) {
        return with(bounds.withStart(start));
    }

    @Override
    public RecurrenceSchedule withEnd(Instant end) {
        return with(bounds.withEnd(end));
    }

    private RecurrenceSchedule with(Bounds bounds) {
        return new RecurrenceSchedule(choices, calendar, zone, clockChange, bounds);
    }

    @Override
    public Optional<String> notPortableBecause() {
        return whyNoCronText().or(() -> ZonedSearch.notPortableBecause(clockChange));
    }

    @Override
    public CronSchedule shared() {
        requirePortable(this);
        return CronSchedule.of(cronText().orElseThrow(), zone, bounds);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecurrenceSchedule that
                && choices.equals(that.choices)
                && zone.equals(that.zone)
                && clockChange == that.clockChange
                && bounds.equals(that.bounds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(choices, zone, clockChange, bounds);
    }

    @Override
    public String toString() {
        return "recurrence " + choices + " in " + Zones.text(zone);
    }

    /** Collects the fields of a rule. Not safe to share between threads. */
    public static final class Builder {

        private final ZoneId zone;
        private final Map<RecurrenceField, Choice> choices = new EnumMap<>(RecurrenceField.class);

        Builder(ZoneId zone) {
            this.zone = Zones.requireNamed(zone);
            choices.put(RecurrenceField.SECOND, Choice.of(0));
        }

        /** 0 to 59. Default 0. */
        public Builder second(int... seconds) {
            return second(Choice.of(seconds));
        }

        /** 0 to 59. Default 0. */
        public Builder second(Choice seconds) {
            return set(RecurrenceField.SECOND, seconds);
        }

        /** 0 to 59. Default every minute. */
        public Builder minute(int... minutes) {
            return minute(Choice.of(minutes));
        }

        /** 0 to 59. Default every minute. */
        public Builder minute(Choice minutes) {
            return set(RecurrenceField.MINUTE, minutes);
        }

        /** 0 to 23. Default every hour. */
        public Builder hour(int... hours) {
            return hour(Choice.of(hours));
        }

        /** 0 to 23. Default every hour. */
        public Builder hour(Choice hours) {
            return set(RecurrenceField.HOUR, hours);
        }

        /** Default every day of the week. */
        public Builder dayOfWeek(DayOfWeek... days) {
            return dayOfWeek(Choice.of(
                    Arrays.stream(days).mapToInt(day -> day.getValue() % 7).toArray()));
        }

        /** As cron counts them: 0 to 7, where 0 and 7 are Sunday. Default every day of the week. */
        public Builder dayOfWeek(Choice days) {
            RecurrenceField.DAY_OF_WEEK.require(days);
            var sundayOnce = days.values().stream().map(day -> day % 7).toList();
            return set(RecurrenceField.DAY_OF_WEEK, new Choice(sundayOnce));
        }

        /** Days of the month, 1 to 31. Default every day. */
        public Builder date(int... dates) {
            return date(Choice.of(dates));
        }

        /** Days of the month, 1 to 31. Default every day. */
        public Builder date(Choice dates) {
            return set(RecurrenceField.DATE, dates);
        }

        /** 1 (January) to 12. Default every month. */
        public Builder month(int... months) {
            return month(Choice.of(months));
        }

        /** 1 (January) to 12. Default every month. */
        public Builder month(Choice months) {
            return set(RecurrenceField.MONTH, months);
        }

        /** 1970 to 9999. Default every year. */
        public Builder year(int... years) {
            return year(Choice.of(years));
        }

        /** 1970 to 9999. Default every year. */
        public Builder year(Choice years) {
            return set(RecurrenceField.YEAR, years);
        }

        private Builder set(RecurrenceField field, Choice choice) {
            field.require(choice);
            if (field.isAny(choice)) {
                choices.remove(field);
            } else {
                choices.put(field, choice);
            }
            return this;
        }

        /**
         * The rule, without limit, start and end; those are set on it.
         *
         * @throws IllegalArgumentException if no day there is matches, such as 30 February
         */
        public RecurrenceSchedule build() {
            var calendar = calendar();
            int firstYear = calendar.years() == null ? 2000 : calendar.years().first();
            // The Gregorian calendar repeats after 400 years.
            var from = LocalDateTime.of(firstYear, 1, 1, 0, 0);
            if (calendar.firstBetween(from, from.plusYears(400)) == null) {
                throw new IllegalArgumentException("no day matches date, month, day of week and year of " + choices);
            }
            return new RecurrenceSchedule(
                    Collections.unmodifiableMap(new EnumMap<>(choices)), calendar, zone, ClockChange.ONCE, Bounds.NONE);
        }

        private LocalCalendar calendar() {
            var dates = choices.get(RecurrenceField.DATE);
            var weekdays = choices.get(RecurrenceField.DAY_OF_WEEK);
            var years = choices.get(RecurrenceField.YEAR);
            return new LocalCalendar(
                    numbers(RecurrenceField.SECOND),
                    numbers(RecurrenceField.MINUTE),
                    numbers(RecurrenceField.HOUR),
                    day -> isAmong(dates, day.getDayOfMonth())
                            && isAmong(weekdays, day.getDayOfWeek().getValue() % 7),
                    numbers(RecurrenceField.MONTH),
                    years == null ? null : new TreeSet<>(years.values()));
        }

        private static boolean isAmong(@Nullable Choice choice, int value) {
            return choice == null || choice.values().contains(value);
        }

        private Numbers numbers(RecurrenceField field) {
            var choice = choices.get(field);
            if (choice == null) {
                return Numbers.range(field.min(), field.max(), 1);
            }
            var numbers = Numbers.NONE;
            for (int value : choice.values()) {
                numbers = numbers.with(value);
            }
            return numbers;
        }
    }
}
