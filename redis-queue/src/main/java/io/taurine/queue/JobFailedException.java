package io.taurine.queue;

/** The job that was waited for failed for good. */
public final class JobFailedException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    private final String failedReason;

    public JobFailedException(String queue, String jobId, String failedReason) {
        super(queue, jobId, "Job " + jobId + " in queue " + queue + " failed: " + failedReason);
        this.failedReason = failedReason;
    }

    /** The reason as stored in the job. */
    public String failedReason() {
        return failedReason;
    }
}
