package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.JobParent;
import io.taurine.queue.DependenciesCount;
import io.taurine.queue.JobDependencies;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job in the hands of a caller that claimed it by itself. Exactly one of the {@code moveTo…} methods ends the claim. Each
 * throws {@link io.taurine.queue.LockLostException} when the lock is lost, and changes nothing then.
 *
 * @param <T> type of the payload
 */
public interface ClaimedJob<T> {

    /** The job as it was when it was claimed. */
    Job<T> job();

    String token();

    /** Records the result; null is one. */
    void moveToCompleted(@Nullable Object result);

    /** Records a failed attempt: retried as the job's options say, else failed for good. True when it will be retried. */
    boolean moveToFailed(Throwable failure);

    /** Puts the job aside for that long; the attempt does not count. */
    void moveToDelayed(Duration delay);

    /** Puts the job back to the front of the line; the attempt does not count. */
    void moveToWait();

    /**
     * Puts the job aside until none of its children is pending any more, and ends the claim; the attempt does not count. False
     * when no child is pending: nothing has changed, the claim goes on.
     *
     * @throws io.taurine.queue.FailedChildrenException if a child failed that fails this job; the claim goes on
     */
    boolean moveToWaitingChildren();

    /** What the option {@code parent} of a job takes that is to become a child of this one. */
    JobParent asParent();

    /** The results of the children that have completed, by full Redis key; those of other types than asked for throw. */
    <R> Map<String, @Nullable R> getChildrenValues(Class<R> type);

    /** Why those children failed that this job does without, by full Redis key. */
    Map<String, String> getIgnoredChildrenFailures();

    /** All children as of one moment. */
    JobDependencies getDependencies();

    /** How many children there are of each kind. */
    DependenciesCount getDependenciesCount();

    /** Renews the lock for that long. */
    void extendLock(Duration duration);

    /** Reports progress of any JSON form. */
    void updateProgress(Object progress);

    /** Appends a row to the job's log. */
    void log(String row);
}
