package io.taurine.queue;

/** The job is held by another worker, or a child of it is; wait until that one is done. */
public final class JobLockedException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public JobLockedException(String queue, String jobId, String operation) {
        super(
                queue,
                jobId,
                "Job " + jobId + " in queue " + queue + " is locked by a worker; wait until it is done (" + operation
                        + ")");
    }
}
