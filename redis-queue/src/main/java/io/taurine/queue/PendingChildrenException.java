package io.taurine.queue;

/** A parent cannot complete while children of it are not finished. */
public final class PendingChildrenException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public PendingChildrenException(String queue, String jobId, String operation) {
        super(queue, jobId, "Job " + jobId + " has pending dependencies. " + operation);
    }
}
