package io.taurine.queue;

import io.taurine.job.JobState;

/** The job is not in the state that the operation needs; nothing was changed. */
public final class JobNotInStateException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    private final JobState needed;

    public JobNotInStateException(String queue, String jobId, JobState needed, String operation) {
        super(queue, jobId, "Job " + jobId + " in queue " + queue + " is not " + needed + " (" + operation + ")");
        this.needed = needed;
    }

    /** The state it would have to be in. */
    public JobState needed() {
        return needed;
    }
}
