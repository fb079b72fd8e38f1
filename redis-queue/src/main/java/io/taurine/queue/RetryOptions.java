package io.taurine.queue;

import io.taurine.job.JobState;

/**
 * How a finished job is run again.
 *
 * @param from the state it must be in: {@link JobState#FAILED} or {@link JobState#COMPLETED}
 * @param resetAttemptsMade true forgets the attempts that ended, so that all of {@code attempts} are available again
 * @param resetAttemptsStarted true forgets how often it was claimed
 */
public record RetryOptions(JobState from, boolean resetAttemptsMade, boolean resetAttemptsStarted) {

    public RetryOptions {
        if (from != JobState.FAILED && from != JobState.COMPLETED) {
            throw new IllegalArgumentException("from must be failed or completed, was " + from);
        }
    }

    public static RetryOptions failed() {
        return new RetryOptions(JobState.FAILED, false, false);
    }

    public static RetryOptions completed() {
        return new RetryOptions(JobState.COMPLETED, false, false);
    }

    /** The same with both counters set back. */
    public RetryOptions resettingAttempts() {
        return new RetryOptions(from, true, true);
    }
}
