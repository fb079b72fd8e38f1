package io.taurine.worker;

import org.jspecify.annotations.Nullable;

/**
 * Stands around the run of a job, in its thread. May look at the job, hand on another payload
 * ({@link ActiveJob#withData}), change the result or the exception, put a context in place for the time of the run, or not
 * call {@code next} at all. Given to {@link WorkerBuilder#interceptor}; the first one given is the outermost. Called for jobs
 * that can be run: one whose payload cannot be read fails before. Safe to share between threads.
 *
 * @param <T> type of the payload
 */
@FunctionalInterface
public interface ProcessInterceptor<T> {

    /**
     * Runs the job by calling {@code next}, at most once. What is returned or thrown here is taken as if the processor had.
     */
    @Nullable
    Object process(ActiveJob<T> job, Processor<T> next) throws Exception;
}
