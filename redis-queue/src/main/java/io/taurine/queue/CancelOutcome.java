package io.taurine.queue;

/** What {@link JobControl#cancel} found and did. */
public enum CancelOutcome {

    /** No worker held the job; it is gone. */
    REMOVED,

    /** No worker held the job; it has failed for good, with the reason. */
    FAILED,

    /**
     * A worker of Taurine runs the job and was told; the job fails without a retry as soon as its processor ends, or without
     * waiting for it once the worker's grace is over. A run that ended just before that ends as it did.
     */
    SIGNALLED,

    /**
     * A worker holds the job and did not hear: it is BullMQ's, or the caller's own by hand, or one of Taurine whose connection
     * is down. The job is marked: a worker of Taurine finds that when it renews the
     * lock; for any other the run goes on undisturbed and may complete, but a job that fails or stalls is not run again.
     */
    MARKED,

    /** The job had completed or failed before; nothing was changed. */
    ALREADY_FINISHED,

    /** The job does not run, or not for the time that {@link CancelOptions#onlyStart} says; nothing was changed. */
    NOT_RUNNING,

    /** There is no such job. */
    NOT_FOUND
}
