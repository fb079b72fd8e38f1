package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.job.JobOptions;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The side of a {@link Queue} that adds jobs. Calls that meet while another is under way leave together in one script call,
 * so many threads adding at once are cheap; a call that meets nobody leaves at once.
 *
 * <p>All methods may throw {@link io.taurine.queue.connection.RedisUnavailableException}; when its outcome is unknown, only
 * an add with a {@code jobId} may be repeated without risk of a second job.
 *
 * @param <T> type of the payload
 */
public interface JobProducer<T> {

    /** Adds a job with the queue's default options. See {@link #add(String, Object, JobOptions)}. */
    default JobHandle<T> add(String name, @Nullable T data) {
        return result(addAsync(name, data));
    }

    default CompletionStage<JobHandle<T>> addAsync(String name, @Nullable T data) {
        return addAsync(name, data, JobOptions.defaults());
    }

    /**
     * Adds a job. Once this returns the job is in Redis; {@link JobHandle#outcome()} tells whether it was added, or dropped for
     * a job that has its id or its {@linkplain JobOptions.Builder#deduplication deduplication id} already.
     *
     * @param name what kind of job it is, for the processor to look at; not empty
     * @throws IllegalArgumentException if the name is empty or the payload exceeds {@code sizeLimit}
     * @throws io.taurine.job.PayloadException if the payload cannot be written as JSON
     * @throws IllegalStateException in a callback of an asynchronous call, which runs in the thread that reads what Redis
     *     answers: it would wait for itself. There, use {@link #addAsync(String, Object, JobOptions)}
     */
    default JobHandle<T> add(String name, @Nullable T data, JobOptions options) {
        return result(addAsync(name, data, options));
    }

    CompletionStage<JobHandle<T>> addAsync(String name, @Nullable T data, JobOptions options);

    /**
     * Adds jobs in this order, each by itself: wrong arguments are found before anything is sent, but a Redis that fails in
     * the middle of a large bulk leaves its first part added. Any size: it travels in bounded script calls.
     */
    default List<JobHandle<T>> addBulk(List<JobRequest<T>> jobs) {
        return result(addBulkAsync(jobs));
    }

    CompletionStage<List<JobHandle<T>>> addBulkAsync(List<JobRequest<T>> jobs);
}
