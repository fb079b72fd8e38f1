package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;
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

    /** Renews the lock for that long. */
    void extendLock(Duration duration);

    /** Reports progress of any JSON form. */
    void updateProgress(Object progress);

    /** Appends a row to the job's log. */
    void log(String row);
}
