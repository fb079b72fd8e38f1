package io.taurine.job;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which finished jobs stay in Redis. Applied when a job finishes: an option of the job goes before that of the worker, and
 * without either every job is kept. There is no timer: a queue in which nothing finishes removes nothing.
 *
 * @param count how many of the newest stay; 0 removes a job at once, null does not limit the number
 * @param age finished jobs older than this are removed; whole seconds, null does not limit the age
 * @param limit most jobs removed by age in one go, 1 or more; null means 1000. However large, a go of Taurine's removes about
 *     fifty, so that Redis is not held up, and the next ones go on
 */
public record KeepJobs(
        @Nullable Integer count,
        @Nullable Duration age,
        @Nullable Integer limit) {

    public KeepJobs {
        if (count != null && count < 0) {
            throw new IllegalArgumentException("count must be 0 or more, was " + count);
        }
        if (age != null && (age.isNegative() || age.toNanosPart() != 0 || age.compareTo(JobOptions.MAX_DELAY) > 0)) {
            throw new IllegalArgumentException("age must be 0 to 36500 days in whole seconds, was " + age);
        }
        if (limit != null && limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more, was " + limit);
        }
    }

    /** Every job stays; what happens without this option, unless the worker says otherwise. */
    public static KeepJobs all() {
        return new KeepJobs(null, null, null);
    }

    /** The job is removed the moment it finishes; only its event tells the result. */
    public static KeepJobs none() {
        return new KeepJobs(0, null, null);
    }

    /** The newest {@code count} stay, this one included; 0 is {@link #none()}. */
    public static KeepJobs count(int count) {
        return new KeepJobs(count, null, null);
    }

    /** Jobs that finished longer ago than {@code age} go when the next one finishes. */
    public static KeepJobs age(Duration age) {
        return new KeepJobs(null, Objects.requireNonNull(age, "age"), null);
    }

    /** The same, and at most {@code count} jobs. */
    public KeepJobs withCount(int count) {
        return new KeepJobs(count, age, limit);
    }

    /** The same, removing at most {@code limit} jobs by age each time. */
    public KeepJobs withLimit(int limit) {
        return new KeepJobs(count, age, limit);
    }

    /** True when nothing is ever removed. */
    public boolean keepsAll() {
        return count == null && age == null;
    }
}
