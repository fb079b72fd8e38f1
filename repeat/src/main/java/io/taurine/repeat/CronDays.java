package io.taurine.repeat;

import java.time.LocalDate;
import java.time.Month;

/**
 * The two day fields of a pattern together.
 *
 * @param days days of the month
 * @param lastDay {@code L}
 * @param anyDay the field is exactly {@code *} or {@code ?}
 * @param weekdays 0 (Sunday) to 6
 * @param lastWeekdays {@code 5L}: the last one of a month
 * @param occurrence {@code 5#2}: which one of a month, 0 for all
 * @param anyWeekday the field is exactly {@code *} or {@code ?}
 */
record CronDays(
        Numbers days,
        boolean lastDay,
        boolean anyDay,
        Numbers weekdays,
        Numbers lastWeekdays,
        int occurrence,
        boolean anyWeekday)
        implements DayRule {

    @Override
    public boolean matches(LocalDate day) {
        if (anyDay) {
            return anyWeekday || matchesWeekday(day);
        }
        return matchesDay(day) || (!anyWeekday && matchesWeekday(day));
    }

    private boolean matchesDay(LocalDate day) {
        return days.has(day.getDayOfMonth()) || (lastDay && day.getDayOfMonth() == day.lengthOfMonth());
    }

    private boolean matchesWeekday(LocalDate day) {
        int weekday = day.getDayOfWeek().getValue() % 7;
        if (weekdays.has(weekday)) {
            return occurrence == 0 || (day.getDayOfMonth() + 6) / 7 == occurrence;
        }
        return lastWeekdays.has(weekday) && day.getDayOfMonth() + 7 > day.lengthOfMonth();
    }

    /** False if only days of the month count and none of those months has such a day, as 30 February. */
    boolean arePossibleIn(Numbers months) {
        if (anyDay || !anyWeekday || lastDay) {
            return true;
        }
        for (int month = months.atLeast(1); month > 0; month = months.atLeast(month + 1)) {
            if (days.first() <= Month.of(month).maxLength()) {
                return true;
            }
        }
        return false;
    }
}
