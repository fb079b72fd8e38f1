package io.taurine.server.runner;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Has definitions run by themselves. Safe to share between threads. */
public interface JobScheduler {

    /**
     * Creates a schedule, or changes the one with this id, which stays disabled if it was. An interval without a start has its
     * first run at once. Definitions that have a schedule of their own have it under their key, from the start of the runner.
     *
     * <p>A run of a version that is too old is recorded as skipped, and the schedule is of the newest version from then on.
     *
     * @throws NoSuchDefinitionException if there is no such definition
     * @throws InvalidParamsException if the params do not fit
     * @throws SystemScheduleException if the one with this id is one of the system
     * @throws IllegalArgumentException if it has no run to come, or cannot be kept by this runner
     */
    default ScheduleView schedule(ScheduleRequest request) {
        return schedule(request, there -> {});
    }

    /**
     * As {@link #schedule(ScheduleRequest)}, if what is there lets it: no other change comes between the check and this one,
     * whichever process makes it.
     *
     * @param check given what is there; what it throws is thrown, and nothing is changed. Asked again when others were faster
     */
    ScheduleView schedule(ScheduleRequest request, Consumer<Optional<ScheduleView>> check);

    /** As {@link #schedule(ScheduleRequest)}, one of the system, which takes the place of whatever has this id. */
    ScheduleView scheduleSystem(ScheduleRequest request);

    Optional<ScheduleView> find(String scheduleId);

    /** All of them, ordered by id. */
    Page<ScheduleView> list(String cursor, int limit);

    /** As {@link #list}, but for less: of each only what was asked for, with no next run and 0 runs. */
    default Page<ScheduleView> listAsked(String cursor, int limit) {
        return list(cursor, limit);
    }

    /**
     * Enabled ones that may need a look: those whose next run was due before that instant and has not begun, those that have none, and
     * those that have come to their end; at most 1,000 of them, ordered by id. Costs less than to list them all.
     */
    default List<ScheduleView> troubled(Instant latest) {
        var found = new ArrayList<ScheduleView>();
        var cursor = "";
        do {
            var page = list(cursor, 1_000);
            page.items().stream()
                    .filter(ScheduleView::isEnabled)
                    .filter(view ->
                            view.nextRun().map(next -> next.isBefore(latest)).orElse(true))
                    .limit(1_000 - found.size())
                    .forEach(found::add);
            cursor = page.nextCursor();
        } while (!cursor.isEmpty() && found.size() < 1_000);
        return found;
    }

    /**
     * Makes no more runs until it is enabled again.
     *
     * @throws NoSuchScheduleException if there is none
     */
    ScheduleView disable(String scheduleId);

    ScheduleView enable(String scheduleId);

    /** Starts a job as the schedule would, now and besides. Throws as {@link #disable} does. */
    StartedJob runNow(String scheduleId);

    /**
     * Removes it and the run that waits; false when there was none.
     *
     * @throws SystemScheduleException if it is one of the system
     */
    default boolean cancel(String scheduleId) {
        return cancel(scheduleId, there -> {});
    }

    /** As {@link #cancel(String)}, if what is there lets it: see {@link #schedule(ScheduleRequest, Consumer)}. */
    boolean cancel(String scheduleId, Consumer<ScheduleView> check);

    /** As {@link #cancel(String)}, also one of the system. */
    boolean cancelSystem(String scheduleId);

    /** When it would run next, most 1,000. Throws as {@link #disable} does. */
    List<Instant> preview(String scheduleId, int count);
}
