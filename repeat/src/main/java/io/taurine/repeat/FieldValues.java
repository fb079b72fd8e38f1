package io.taurine.repeat;

/**
 * What one field of a pattern holds.
 *
 * @param wild the field is exactly {@code *} or {@code ?}
 * @param lastDay {@code L} in day of month
 * @param lastWeekdays days with an {@code L} in day of week
 * @param occurrence the number after {@code #} in day of week, 0 without
 */
record FieldValues(Numbers numbers, boolean wild, boolean lastDay, Numbers lastWeekdays, int occurrence) {}
