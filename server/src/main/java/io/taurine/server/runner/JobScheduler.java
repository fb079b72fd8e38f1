package io.taurine.server.runner;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Has definitions run by themselves. Safe to share between threads. */
public interface JobScheduler {

    /**
     * Creates a schedule, or changes the one with this id, which stays disabled if it was. An interval without a start has its
     * first run at once. Definitions that have a schedule of their own have it under their key, from the start of the runner.
     *
     * <p>A run of a version that is too old is recorded as skipped, and the schedule is of the newest version from then on.
     *
     *
     * @throws NoSuchDefinitionException if there is no such definition
     * @throws InvalidParamsException if the params do not fit
     */
    ScheduleView schedule(ScheduleRequest request);

    Optional<ScheduleView> find(String scheduleId);

    /** All of them, ordered by id. */
    Page<ScheduleView> list(String cursor, int limit);

    /**
     * Makes no more runs until it is enabled again.
     *
     * @throws NoSuchScheduleException if there is none
     */
    ScheduleView disable(String scheduleId);

    ScheduleView enable(String scheduleId);

    /** Starts a job as the schedule would, now and besides. Throws as {@link #disable} does. */
    StartedJob runNow(String scheduleId);

    /** Removes it and the run that waits; false when there was none. */
    boolean cancel(String scheduleId);

    /** When it would run next, most 1,000. Throws as {@link #disable} does. */
    List<Instant> preview(String scheduleId, int count);
}
