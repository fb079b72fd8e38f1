package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.repeat.Schedule;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The side of a {@link Queue} that repeats: job schedulers, each of which adds a job at each instant of its schedule. There is
 * no process that watches the clock: exactly one job of a scheduler waits for its instant, and the worker that claims it, of
 * whichever language, adds the next one before it runs it. Runs that were missed while no worker was there are not made up.
 *
 * @param <T> type of the payload
 */
public interface JobSchedulers<T> {

    /** As {@link #upsertJobScheduler(String, Schedule, JobTemplate, SchedulerOptions)}, without options. */
    default Optional<JobHandle<T>> upsertJobScheduler(String id, Schedule schedule, JobTemplate<T> template) {
        return result(upsertJobSchedulerAsync(id, schedule, template));
    }

    default CompletionStage<Optional<JobHandle<T>>> upsertJobSchedulerAsync(
            String id, Schedule schedule, JobTemplate<T> template) {
        return upsertJobSchedulerAsync(id, schedule, template, SchedulerOptions.defaults());
    }

    /**
     * Creates a scheduler or replaces the one with that id, safe to repeat at each start of a program. A run that waits is
     * replaced, one that runs goes on. An interval that did not change keeps its pending slot, a changed one starts now. A run of
     * a pattern that is due and that nobody has claimed gives way to the next one, as in BullMQ; {@link #syncJobSchedulers}
     * leaves it. The schedule's limit counts from here.
     *
     * @param id not empty
     * @param schedule any that a BullMQ worker could iterate as well, see {@link Schedule#isPortable()}
     * @return the job of the next run; empty when the schedule has none any more: nothing is changed then
     * @throws IllegalArgumentException if the id is empty, the schedule cannot be stored or has ended, or the options do not
     *     go with it; nothing is changed
     * @throws io.taurine.job.PayloadException if the data cannot be written as JSON
     * @throws SchedulerException if the next hundred slots all have jobs already; nothing is changed
     */
    default Optional<JobHandle<T>> upsertJobScheduler(
            String id, Schedule schedule, JobTemplate<T> template, SchedulerOptions options) {
        return result(upsertJobSchedulerAsync(id, schedule, template, options));
    }

    CompletionStage<Optional<JobHandle<T>>> upsertJobSchedulerAsync(
            String id, Schedule schedule, JobTemplate<T> template, SchedulerOptions options);

    /**
     * The scheduler with that id; empty when there is none.
     *
     * @throws SchedulerException if it is a repeatable job of BullMQ 4 or older
     */
    default Optional<JobScheduler<T>> getJobScheduler(String id) {
        return result(getJobSchedulerAsync(id));
    }

    CompletionStage<Optional<JobScheduler<T>>> getJobSchedulerAsync(String id);

    /**
     * A page of the schedulers by their next run, soonest first when {@code ascending}. Entries without a record are left
     * out; see {@link #findBrokenSchedulers()}.
     *
     * @param from index of the first, from 0
     * @param to index of the last, inclusive; at most {@value JobInspector#MAX_PAGE} in all
     */
    default List<JobScheduler<T>> getJobSchedulers(long from, long to, boolean ascending) {
        return result(getJobSchedulersAsync(from, to, ascending));
    }

    CompletionStage<List<JobScheduler<T>>> getJobSchedulersAsync(long from, long to, boolean ascending);

    /** How many schedulers there are. */
    default long getJobSchedulersCount() {
        return result(getJobSchedulersCountAsync());
    }

    CompletionStage<Long> getJobSchedulersCountAsync();

    /**
     * Removes a scheduler with its delayed job; a job of it that is in line or running still runs, for the last time. False
     * when there was no such scheduler.
     */
    default boolean removeJobScheduler(String id) {
        return result(removeJobSchedulerAsync(id));
    }

    CompletionStage<Boolean> removeJobSchedulerAsync(String id);

    /**
     * Adds one more job from the scheduler's template, now. The schedule goes on as if nothing had happened: the pending run
     * keeps its slot, and the job does not count against the limit. The job has an automatic id and is none of the
     * scheduler's; to run the pending one early instead, {@code promote} it.
     *
     * @throws SchedulerException if there is no such scheduler
     * @throws io.taurine.job.PayloadException if the template's options cannot be read
     */
    default JobHandle<T> runNow(String id) {
        return result(runNowAsync(id));
    }

    CompletionStage<JobHandle<T>> runNowAsync(String id);

    /**
     * When the scheduler will run next, soonest first: its pending run and those that would follow if each begins on time.
     * Fewer than asked for when the limit or the end comes first; none when it is over. A run that has neither ended nor is in
     * a set is taken to be in line.
     *
     * @param count 1 to {@value JobInspector#MAX_PAGE}
     * @throws SchedulerException if there is no such scheduler, or another client stored a schedule that this library cannot
     *     evaluate
     */
    default List<Instant> preview(String id, int count) {
        return result(previewAsync(id, count));
    }

    CompletionStage<List<Instant>> previewAsync(String id, int count);

    /**
     * The schedulers that ought to run again but will not: no job of theirs waits, is delayed or runs. That happens when a
     * job was lost or deleted behind the queue's back, or when the client that claimed it made no next run. Those that
     * reached their limit or end are not among them. Looks at every scheduler and, for those whose run is in no set, through
     * the line of waiting jobs, in calls of about a millisecond.
     */
    default List<BrokenScheduler> findBrokenSchedulers() {
        return result(findBrokenSchedulersAsync());
    }

    CompletionStage<List<BrokenScheduler>> findBrokenSchedulersAsync();

    /**
     * Gives a scheduler that has no pending run its next one, as the claim of its last run should have; its limit goes on
     * counting. A scheduler that works is left alone, one without a record is taken off the list.
     *
     * @return the job of the next run; empty when nothing was to be done
     * @throws SchedulerException if it is a repeatable job of BullMQ 4 or older, or its schedule cannot be evaluated
     */
    default Optional<JobHandle<T>> repairJobScheduler(String id) {
        return result(repairJobSchedulerAsync(id));
    }

    CompletionStage<Optional<JobHandle<T>>> repairJobSchedulerAsync(String id);

    /**
     * Makes the schedulers of an owner, say a service, be the declared ones; meant for the start of a program. What is
     * missing is added, what differs is replaced as by {@link #upsertJobScheduler}, what the owner declared before and does not
     * any more is removed. One that is as declared is left alone with its pending run, its phase and its count.
     *
     * <p>A scheduler is its owner's for as long as it is as that owner wrote it: once another client, or a plain
     * {@code upsertJobScheduler}, has written it otherwise or made it anew, it is nobody's. Such a one is taken over when its
     * id is declared, which {@link SchedulerSync#adopted()} tells, and never touched otherwise; nor are those of other owners.
     *
     * <p>Any number of processes may do so at once: one adds or changes a scheduler, the others find it as declared. When
     * processes of one owner declare different sets, the last one to start wins.
     *
     * @param owner not blank; the same in all processes of the service, another one for any other service on the queue
     * @throws IllegalArgumentException if an id is declared twice, or one of them is refused by {@link #upsertJobScheduler};
     *     nothing is changed
     * @throws SchedulerException if an id belongs to another owner; nothing is changed, unless that owner took it at this very
     *     moment: others of the set may be done by then
     */
    default SchedulerSync syncJobSchedulers(String owner, Collection<DeclaredScheduler<T>> declared) {
        return result(syncJobSchedulersAsync(owner, declared));
    }

    CompletionStage<SchedulerSync> syncJobSchedulersAsync(String owner, Collection<DeclaredScheduler<T>> declared);
}
