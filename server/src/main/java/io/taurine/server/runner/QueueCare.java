package io.taurine.server.runner;

import java.time.Duration;
import java.util.Optional;

/**
 * What can be done with the whole queue of a definition, beyond its single jobs. A runner need not be able to: what it cannot do
 * it refuses with a {@link NotByThisRunnerException}, which is what all of this does unless it says otherwise. Safe to share
 * between threads.
 */
public interface QueueCare {

    /**
     * Removes a queue with all its jobs; a pause and a limit of its rate are gone too. Schedules go on, and the queue is there
     * again with the next job.
     *
     * @param force true removes jobs that run, too, whose runs end in nothing, where the runner can
     * @throws NoSuchDefinitionException if there is none
     * @throws WrongStatusException if jobs run and {@code force} is false
     */
    default void obliterate(String definitionKey, boolean force) {
        throw NotByThisRunnerException.needsRedis("Removing a queue");
    }

    /**
     * What holds back all workers of a queue.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    default QueueBounds bounds(String definitionKey) {
        throw NotByThisRunnerException.needsRedis("A limit of the rate");
    }

    /**
     * Has all workers start no more jobs of a definition than that. It stays until it is changed.
     *
     * @param rate empty for no bound
     * @throws NoSuchDefinitionException if there is none
     */
    default void limitRate(String definitionKey, Optional<QueueBounds.Rate> rate) {
        throw NotByThisRunnerException.needsRedis("A limit of the rate");
    }

    /**
     * Has no job of a definition whose rate is limited start for that long; a later call replaces an earlier one.
     *
     * @param time zero ends it
     * @throws NoSuchDefinitionException if there is none
     */
    default void hold(String definitionKey, Duration time) {
        throw NotByThisRunnerException.needsRedis("A limit of the rate");
    }

    /**
     * Looks for what is wrong in what is stored of a queue, which may be in use; takes about a second for each 50,000 jobs.
     *
     * @param mostFindings where to stop, 1 to 1,000
     * @param repair whether to mend what can be mended without anybody's decision; no repair removes a job
     * @throws NoSuchDefinitionException if there is none
     * @throws WrongStatusException if this process is looking through a queue already
     */
    default QueueFindings check(String definitionKey, int mostFindings, boolean repair) {
        throw NotByThisRunnerException.needsRedis("A queue that is stored, and can be looked through,");
    }
}
