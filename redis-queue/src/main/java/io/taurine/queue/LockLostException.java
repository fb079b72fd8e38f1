package io.taurine.queue;

/** The caller no longer holds the lock of the job: it expired or another worker took over. Nothing was changed. */
public final class LockLostException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public LockLostException(String queue, String jobId, String operation) {
        super(
                queue,
                jobId,
                "The lock of job " + jobId + " in queue " + queue + " is lost, nothing was changed (" + operation
                        + ")");
    }
}
