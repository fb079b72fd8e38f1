package io.taurine.queue;

import io.taurine.job.TaurineException;

/** A queue refused to do something with a job. The leaves say why; {@link #queue()} and {@link #jobId()} say which. */
public abstract class JobOperationException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String queue;
    private final String jobId;

    protected JobOperationException(String queue, String jobId, String message) {
        super(message);
        this.queue = queue;
        this.jobId = jobId;
    }

    public String queue() {
        return queue;
    }

    public String jobId() {
        return jobId;
    }
}
