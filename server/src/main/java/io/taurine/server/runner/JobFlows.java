package io.taurine.server.runner;

import java.util.Optional;

/**
 * Trees of jobs in which a parent runs when all its children have succeeded. A runner need not have them: one that has not refuses
 * with a {@link NotByThisRunnerException}. Safe to share between threads.
 */
public interface JobFlows {

    /**
     * Starts a tree, all of it or nothing.
     *
     * @throws NoSuchDefinitionException if there is no such definition, or not that version
     * @throws DefinitionDisabledException if one takes no jobs now
     * @throws InvalidParamsException if the params of one do not fit
     * @throws IllegalArgumentException if it has more than 10,000 jobs, or one has an idempotency key
     */
    default FlowView start(FlowRequest flow) {
        throw NotByThisRunnerException.needsRedis("A flow");
    }

    /** Whether {@link #start} would start it now; throws as that does. */
    default void check(FlowRequest flow) {
        throw NotByThisRunnerException.needsRedis("A flow");
    }

    /**
     * A job with those below it; empty when there is no such job, or no more.
     *
     * @param depth levels to read, 1 to 100
     * @param mostChildren of each job and each way in which children stand, 1 to 1,000
     */
    default Optional<FlowView> find(String jobId, int depth, int mostChildren) {
        throw NotByThisRunnerException.needsRedis("A flow");
    }
}
