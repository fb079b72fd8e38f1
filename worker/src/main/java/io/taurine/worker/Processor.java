package io.taurine.worker;

import org.jspecify.annotations.Nullable;

/**
 * Runs one job. Called by as many threads at once as the worker's concurrency allows.
 *
 * @param <T> type of the payload
 */
@FunctionalInterface
public interface Processor<T> {

    /**
     * The work. What it returns becomes the job's result, as JSON; null is a result too. What it throws fails the attempt:
     * the job is retried as its options say, or fails for good with
     * {@link io.taurine.job.UnrecoverableException}. It should end soon when its thread is interrupted.
     */
    @Nullable
    Object process(ActiveJob<T> job) throws Exception;
}
