package io.taurine.queue;

import io.taurine.job.JobState;
import java.util.OptionalInt;

/**
 * How a finished job is run again.
 *
 * @param from the state it must be in: {@link JobState#FAILED} or {@link JobState#COMPLETED}
 * @param resetAttemptsMade true forgets the attempts that ended, so that all of {@code attempts} are available again
 * @param resetAttemptsStarted true forgets how often it was claimed
 * @param attempts runs in all from now on, as the job's option of that name; empty leaves it
 */
public record RetryOptions(
        JobState from, boolean resetAttemptsMade, boolean resetAttemptsStarted, OptionalInt attempts) {

    public RetryOptions {
        if (from != JobState.FAILED && from != JobState.COMPLETED) {
            throw new IllegalArgumentException("from must be failed or completed, was " + from);
        }
        if (attempts.isPresent() && attempts.getAsInt() < 1) {
            throw new IllegalArgumentException("attempts must be 1 or more, was " + attempts.getAsInt());
        }
    }

    /** Without a change of the attempts. */
    public RetryOptions(JobState from, boolean resetAttemptsMade, boolean resetAttemptsStarted) {
        this(from, resetAttemptsMade, resetAttemptsStarted, OptionalInt.empty());
    }

    public static RetryOptions failed() {
        return new RetryOptions(JobState.FAILED, false, false);
    }

    public static RetryOptions completed() {
        return new RetryOptions(JobState.COMPLETED, false, false);
    }

    /** The same with both counters set back. */
    public RetryOptions resettingAttempts() {
        return new RetryOptions(from, true, true, attempts);
    }

    /** The same with that many attempts from now on; the number of starts goes on counting. */
    public RetryOptions withAttempts(int count) {
        return new RetryOptions(from, true, resetAttemptsStarted, OptionalInt.of(count));
    }
}
