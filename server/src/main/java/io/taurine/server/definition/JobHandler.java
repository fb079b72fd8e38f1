package io.taurine.server.definition;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The code of a definition. One instance serves all jobs of its definition in a process, several at once, so it must be safe to
 * share between threads.
 *
 * <p>A {@link FatalJobException} ends the job for good, a {@link RetryableJobException} has it retried, anything else is
 * retried as the definition's {@link RetryRule} says. A hook that throws is logged and changes nothing.
 *
 * @param <P> what the params of a job are read as: a record, a class Jackson can read, a {@code Map}, or {@code JsonNode}
 */
@FunctionalInterface
public interface JobHandler<P> {

    /**
     * Runs one attempt.
     *
     * @param params as sent; when the job has none, a record is read from an empty object, a {@code JsonNode} is JSON null,
     *     anything else is null
     * @return the result of the job, which becomes JSON; null for none
     */
    @Nullable
    Object run(P params, JobContext context) throws Exception;

    /**
     * Why this process cannot run it, such as a program that is not installed. Asked once, when the handler is found.
     *
     * @return empty when it can
     */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /** Called before each attempt. */
    default void onStart(JobContext context) throws Exception {}

    /** Called after an attempt that succeeded. */
    default void onSuccess(JobContext context, @Nullable Object result) throws Exception {}

    /** Called after an attempt that failed, whether or not there will be another. */
    default void onFail(JobContext context, Throwable failure) throws Exception {}

    /**
     * Called after each attempt, cancelled ones and those that timed out included. When {@link #run} did not heed that it was
     * to end, it is called on another thread while {@code run} still goes on.
     */
    default void onEnd(JobContext context, ExecutionEnd end) throws Exception {}
}
