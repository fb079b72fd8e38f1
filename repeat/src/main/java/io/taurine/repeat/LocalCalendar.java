package io.taurine.repeat;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * Wall-clock times, to the second, as sets of numbers: what a pattern or a rule says before zones and clock changes.
 *
 * @param years null for every year
 */
record LocalCalendar(
        Numbers seconds,
        Numbers minutes,
        Numbers hours,
        DayRule days,
        Numbers months,
        @Nullable NavigableSet<Integer> years) {

    /** Runs in each hour of the day, so that a clock change neither takes an hour from it nor repeats one. */
    boolean isEveryHour() {
        return hours.size() == 24;
    }

    /** Whether something runs in the hour of {@code time}. */
    boolean hasHour(LocalDateTime time) {
        return (years == null || years.contains(time.getYear()))
                && months.has(time.getMonthValue())
                && days.matches(time.toLocalDate())
                && hours.has(time.getHour());
    }

    /** The first matching time at or after {@code from} and before {@code end}; null if there is none. */
    @Nullable
    LocalDateTime firstBetween(LocalDateTime from, LocalDateTime end) {
        var day = from.toLocalDate();
        var lastDay = end.toLocalDate();
        while (!day.isAfter(lastDay)) {
            if (years != null && !years.contains(day.getYear())) {
                var year = years.higher(day.getYear());
                if (year == null) {
                    return null;
                }
                day = LocalDate.of(year, 1, 1);
            } else if (!months.has(day.getMonthValue())) {
                day = day.withDayOfMonth(1).plusMonths(1);
            } else {
                var time = days.matches(day) ? firstOn(day, from) : null;
                if (time != null) {
                    return time.isBefore(end) ? time : null;
                }
                day = day.plusDays(1);
            }
        }
        return null;
    }

    private @Nullable LocalDateTime firstOn(LocalDate day, LocalDateTime from) {
        if (from.toLocalDate().isBefore(day)) {
            return day.atTime(hours.first(), minutes.first(), seconds.first());
        }
        int hour = hours.atLeast(from.getHour());
        if (hour < 0) {
            return null;
        }
        if (hour > from.getHour()) {
            return day.atTime(hour, minutes.first(), seconds.first());
        }
        int minute = minutes.atLeast(from.getMinute());
        int second = minute == from.getMinute() ? seconds.atLeast(from.getSecond()) : seconds.first();
        if (second < 0) {
            minute = minutes.atLeast(minute + 1);
            second = seconds.first();
        }
        if (minute >= 0) {
            return day.atTime(hour, minute, second);
        }
        hour = hours.atLeast(hour + 1);
        return hour < 0 ? null : day.atTime(hour, minutes.first(), seconds.first());
    }
}
