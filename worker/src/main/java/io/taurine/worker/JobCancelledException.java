package io.taurine.worker;

import io.taurine.job.TaurineException;

/** The run of a job was cancelled. Fails the attempt when a processor lets it out; retries as the job's options say. */
public final class JobCancelledException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final CancellationSignal.Reason reason;

    public JobCancelledException(CancellationSignal.Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public CancellationSignal.Reason reason() {
        return reason;
    }
}
