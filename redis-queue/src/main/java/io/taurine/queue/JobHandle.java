package io.taurine.queue;

import io.taurine.job.Job;
import io.taurine.job.JobState;
import io.taurine.job.TypeRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A job that was added, or for which an add was dropped: its id, whether it is new, and the way back to it. Holds no data; each call asks Redis. Safe to
 * share between threads as long as its queue is open.
 *
 * @param <T> type of the payload
 */
public final class JobHandle<T> {

    private final Queue<T> queue;
    private final String id;
    private final AddOutcome outcome;

    JobHandle(Queue<T> queue, String id, AddOutcome outcome) {
        this.queue = queue;
        this.id = id;
        this.outcome = outcome;
    }

    /** The job that was stored, or the one for which this add was dropped. */
    public String id() {
        return id;
    }

    public AddOutcome outcome() {
        return outcome;
    }

    /** True when this add stored the job; false when it was dropped for one that existed already. */
    public boolean isNew() {
        return outcome == AddOutcome.ADDED;
    }

    /** The job as it stands now; empty when it was removed. */
    public Optional<Job<T>> job() {
        return queue.getJob(id);
    }

    public JobState state() {
        return queue.getJobState(id);
    }

    /**
     * Waits for the job to end and returns its result, null when the processor returned nothing.
     *
     * @throws JobFailedException if the job failed for good
     * @throws JobNotFoundException if there is no such job, nor an event that told its end
     * @throws JobWaitTimeoutException if it did not end in time
     */
    public <R> Optional<R> waitUntilFinished(Duration timeout, Class<R> resultType) {
        return queue.waitUntilFinished(id, timeout, resultType);
    }

    /** As {@link #waitUntilFinished(Duration, Class)} without holding a thread. */
    public <R> CompletionStage<Optional<R>> waitUntilFinishedAsync(Duration timeout, Class<R> resultType) {
        return queue.waitUntilFinishedAsync(id, timeout, resultType);
    }

    /** As {@link #waitUntilFinished(Duration, Class)}, for results whose type has type arguments. */
    public <R> Optional<R> waitUntilFinished(Duration timeout, TypeRef<R> resultType) {
        return queue.waitUntilFinished(id, timeout, resultType);
    }

    /** When the job is due; empty when it is not delayed. */
    public Optional<Instant> dueTime() {
        return queue.getDueTime(id);
    }

    @Override
    public String toString() {
        return "Job " + id + " in queue " + queue.name() + " (" + outcome + ")";
    }
}
