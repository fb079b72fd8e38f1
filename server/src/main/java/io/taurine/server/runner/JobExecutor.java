package io.taurine.server.runner;

import io.taurine.server.definition.RetryRule;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Starts single jobs and acts on them. Safe to share between threads. */
public interface JobExecutor {

    /**
     * Starts a job, or finds the one that the same idempotency key has started, of whatever definition. A key may be free again
     * once its job is no longer kept, not before.
     *
     * @throws NoSuchDefinitionException if there is no such definition, or not that version
     * @throws DefinitionDisabledException if it takes no jobs now
     * @throws InvalidParamsException if the params do not fit
     * @throws IdempotencyConflictException if the key was used for a job that differs
     */
    StartedJob start(StartRequest request);

    /**
     * As {@link #start}, without holding the thread where the runner can do without; all that it throws comes with the stage.
     */
    default CompletionStage<StartedJob> startAsync(StartRequest request) {
        try {
            return CompletableFuture.completedFuture(start(request));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * What {@link #start} would do now, without doing it: gives the job that the idempotency key has started, empty when there
     * would be a new one. Throws as {@link #start} does.
     */
    Optional<StartedJob> check(StartRequest request);

    /** Empty when there is no such job, or no more. */
    Optional<JobView> find(String jobId);

    /**
     * The jobs that fit, newest first within a status. While pages are read jobs may go on: one that stays in its status is
     * listed once, one that comes to a status that was read is not, one that comes to a status still to be read is listed again
     * there. (Of those queued or running on Redis the order is that of places in a line, which may repeat some or leave some
     * out when the last ones seen are all gone by the next page.) A page may have fewer jobs than asked for, even none: only one
     * without a next cursor is the last.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws IllegalArgumentException if the cursor is none of ours
     */
    Page<JobView> list(JobFilter filter, String cursor, int limit);

    /**
     * How many jobs of that definition are in each status, all counted at one moment; 0 for those that none is in. On Redis jobs
     * that a foreign client runs again or removes after they were cancelled, timed out or skipped may be told with the failed or
     * succeeded ones a call or two late.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    Map<JobStatus, Long> counts(String definitionKey);

    /**
     * The lines that runs of this job have logged, oldest first.
     *
     * @param cursor empty for the first page, else as the page before gave it
     * @param limit 1 to 1,000
     * @throws NoSuchJobException if there is none
     */
    Page<String> logs(String jobId, String cursor, int limit);

    /**
     * Ends a job: one that waits is recorded as cancelled at once, one that runs gets the signal, is interrupted after the
     * grace time, and is recorded when it has ended. One that does not heed the interrupt either is recorded all the same, within
     * another grace time or a second; its slot stays taken until it really ends. Whatever a run makes of it, its job ends as
     * cancelled and is not tried again.
     *
     * @return what the job is now: CANCELLED, CANCELLING, or the end it had come to before
     * @throws NoSuchJobException if there is none
     */
    JobStatus cancel(String jobId, String reason);

    /**
     * As {@link #cancel}, if that run of the job is the one that runs: one that has ended meanwhile takes neither the pause before
     * the next one nor the next one with it.
     *
     * @param run as in {@link JobView#starts}
     * @throws NoSuchJobException if there is no such job
     * @throws WrongStatusException if that run does not run; nothing is changed
     */
    JobStatus cancelRun(String jobId, int run, String reason);

    /**
     * Has a job that failed, was cancelled or timed out run again. Attempts are counted anew: it has made none, and may make as
     * many as it gets now, with the delays of a first time between them; its starts go on counting.
     *
     * @param moreAttempts how many attempts it gets, 1 or more; empty for as many as is the rule now for its own version of the
     *     definition, or for the newest where that one is gone
     * @throws NoSuchJobException if there is none
     * @throws WrongStatusException if it has not ended so
     */
    JobView retry(String jobId, Optional<Integer> moreAttempts);

    /** Has a delayed job run now. Throws as {@link #retry} does. */
    JobView promote(String jobId);

    /** Removes a job that does not run. Throws as {@link #retry} does. */
    void delete(String jobId);

    /**
     * Takes no new jobs of a definition and starts none that wait; running ones end. Scheduled runs are left out.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    void disable(String definitionKey);

    /** Throws as {@link #disable} does. */
    void enable(String definitionKey);

    /** Throws as {@link #disable} does. */
    boolean isEnabled(String definitionKey);

    /**
     * Starts none of a definition's jobs in any process until {@link #resume}, also after a restart where jobs outlive one. It
     * goes on to take jobs, by schedules too; running ones end. Harmless when it is paused.
     *
     * @throws NoSuchDefinitionException if there is none
     */
    void pause(String definitionKey);

    /** Ends a pause; harmless when there is none. Throws as {@link #pause} does. */
    void resume(String definitionKey);

    /** Throws as {@link #pause} does. */
    boolean isPaused(String definitionKey);

    /** Changes how jobs that are started from now on are retried. Throws as {@link #disable} does. */
    void configureRetry(String definitionKey, RetryRule rule);
}
