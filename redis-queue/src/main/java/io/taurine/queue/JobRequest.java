package io.taurine.queue;

import io.taurine.job.JobOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One job to add in a bulk.
 *
 * @param name what kind of job it is; not empty
 * @param data the payload; null is stored as JSON {@code null}
 * @param options options over the queue's defaults
 * @param <T> type of the payload
 */
public record JobRequest<T>(String name, @Nullable T data, JobOptions options) {

    public JobRequest {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(options, "options");
    }

    public static <T> JobRequest<T> of(String name, @Nullable T data) {
        return new JobRequest<>(name, data, JobOptions.defaults());
    }

    public static <T> JobRequest<T> of(String name, @Nullable T data, JobOptions options) {
        return new JobRequest<>(name, data, options);
    }

    public JobRequest<T> withName(String other) {
        return new JobRequest<>(other, data, options);
    }

    public JobRequest<T> withData(@Nullable T other) {
        return new JobRequest<>(name, other, options);
    }

    public JobRequest<T> withOptions(JobOptions other) {
        return new JobRequest<>(name, data, other);
    }

    /** The job with one more value that travels beside its payload. See {@link JobOptions.Builder#context}. */
    public JobRequest<T> withContext(String key, String value) {
        return withOptions(options.toBuilder().context(key, value).build());
    }
}
