package io.taurine.queue.listing;

import io.taurine.job.JobState;

/**
 * Where jobs are, told more finely than by {@link JobState}: how they ended besides. Each job is in one of these, of the active
 * ones some are in {@link #CANCELLING} too.
 */
public enum JobList {
    /** In line. */
    WAITING(JobState.WAITING, "wait"),
    /** Put aside by a client of BullMQ 5 that paused the queue. */
    ASIDE(JobState.WAITING, "paused"),
    PRIORITIZED(JobState.PRIORITIZED, "prioritized"),
    WAITING_CHILDREN(JobState.WAITING_CHILDREN, "waiting-children"),
    DELAYED(JobState.DELAYED, "delayed"),
    /** Held by workers, those that were told to end included. */
    ACTIVE(JobState.ACTIVE, "active"),
    /** Held by workers and told to end: counted, not listed by itself. */
    CANCELLING(JobState.ACTIVE, "taurine:cancelling"),
    /** Run to its end. */
    COMPLETED(JobState.COMPLETED, "completed", "taurine:skipped"),
    /** Completed without being run: its result is {@code {"taurine:skipped":"why"}}. */
    SKIPPED(JobState.COMPLETED, "taurine:skipped"),
    /** Failed, and neither cancelled nor timed out. */
    FAILED(JobState.FAILED, "failed", "taurine:cancelled", "taurine:timed-out"),
    CANCELLED(JobState.FAILED, "taurine:cancelled"),
    /** Its last run took longer than its timeout. */
    TIMED_OUT(JobState.FAILED, "taurine:timed-out");

    private final JobState state;
    private final String key;
    /** Sets whose members are not its own, with commas between them. */
    private final String except;

    JobList(JobState state, String key, String... except) {
        this.state = state;
        this.key = key;
        this.except = String.join(",", except);
    }

    /** In which state its jobs are. */
    public JobState state() {
        return state;
    }

    /** Whether its jobs have ended; their scores are then when, in milliseconds. */
    public boolean isEnd() {
        return state == JobState.COMPLETED || state == JobState.FAILED;
    }

    boolean isLine() {
        return this == WAITING || this == ASIDE || this == ACTIVE;
    }

    String key() {
        return key;
    }

    String except() {
        return except;
    }

    /** The set of BullMQ's that its jobs are in besides, or nothing. */
    String within() {
        return isEnd() && except.isEmpty() ? state.storageName() : "";
    }
}
