package io.taurine.queue;

/** A parent cannot complete because a child failed that must not. */
public final class FailedChildrenException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public FailedChildrenException(String queue, String jobId, String operation) {
        super(queue, jobId, "Cannot complete job " + jobId + " because it has at least one failed child. " + operation);
    }
}
