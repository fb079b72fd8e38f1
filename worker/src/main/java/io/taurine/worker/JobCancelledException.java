package io.taurine.worker;

import io.taurine.job.TaurineException;

/**
 * The run of a job was cancelled. Fails the attempt when a processor lets it out; retries as the job's options say, unless the
 * job itself was cancelled.
 */
public final class JobCancelledException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final CancellationSignal.Reason reason;
    private final boolean ofJob;

    public JobCancelledException(CancellationSignal.Reason reason, String message) {
        this(reason, message, false);
    }

    private JobCancelledException(CancellationSignal.Reason reason, String message, boolean ofJob) {
        super(message);
        this.reason = reason;
        this.ofJob = ofJob;
    }

    /** For a job that was cancelled through its queue: it is not run again. */
    static JobCancelledException ofJob(String message) {
        return new JobCancelledException(CancellationSignal.Reason.CANCELLED, message, true);
    }

    public CancellationSignal.Reason reason() {
        return reason;
    }

    /** True when the job was cancelled through its queue and is not run again, false when only this run was. */
    public boolean isOfJob() {
        return ofJob;
    }
}
