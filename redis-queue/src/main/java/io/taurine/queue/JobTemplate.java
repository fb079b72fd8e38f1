package io.taurine.queue;

import io.taurine.job.JobOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a job scheduler adds at each run.
 *
 * @param name name of the jobs; empty takes the scheduler's id
 * @param data the payload; null is stored as JSON {@code null}
 * @param options options over the queue's defaults; without {@code jobId}, {@code delay} and {@code timestamp}, which the
 *     scheduler sets, and without {@code deduplication} and {@code parent}. Say here what happens to finished runs, or they pile up: {@code removeOnComplete}
 * @param <T> type of the payload
 */
public record JobTemplate<T>(String name, @Nullable T data, JobOptions options) {

    public JobTemplate {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(options, "options");
        refuse(options.jobId().isPresent(), "jobId");
        refuse(!options.delay().isZero(), "delay");
        refuse(options.timestamp().isPresent(), "timestamp");
        refuse(options.deduplication().isPresent(), "deduplication");
        refuse(options.parent().isPresent(), "parent");
    }

    private static void refuse(boolean isSet, String option) {
        if (isSet) {
            throw new IllegalArgumentException("the options of a template must not have a " + option
                    + ": each run is a job of its own, whose id and time the scheduler sets");
        }
    }

    /** A template named like its scheduler. */
    public static <T> JobTemplate<T> of(@Nullable T data) {
        return new JobTemplate<>("", data, JobOptions.defaults());
    }

    public static <T> JobTemplate<T> of(String name, @Nullable T data) {
        return new JobTemplate<>(name, data, JobOptions.defaults());
    }

    public static <T> JobTemplate<T> of(String name, @Nullable T data, JobOptions options) {
        return new JobTemplate<>(name, data, options);
    }
}
