package io.taurine.queue;

/** There is no such job (any more). */
public final class JobNotFoundException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public JobNotFoundException(String queue, String jobId, String operation) {
        super(queue, jobId, "There is no job " + jobId + " in queue " + queue + " (" + operation + ")");
    }
}
