package io.taurine.server.definition;

/** How an execution, one attempt at a job, ended. */
public enum ExecutionEnd {
    SUCCEEDED,
    /** It failed and will be tried again. */
    RETRIED,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    /** It was not run: the version is too old, or another run has the lock. */
    SKIPPED,
    /** Its process died, or lost the lock; the job runs again elsewhere. */
    LOST
}
