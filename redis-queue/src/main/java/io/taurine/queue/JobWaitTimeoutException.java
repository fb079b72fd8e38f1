package io.taurine.queue;

import java.time.Duration;

/** The job that was waited for did not end in time. It goes on undisturbed. */
public final class JobWaitTimeoutException extends JobOperationException {

    private static final long serialVersionUID = 1L;

    public JobWaitTimeoutException(String queue, String jobId, Duration timeout) {
        super(
                queue,
                jobId,
                "Job " + jobId + " in queue " + queue + " did not finish within " + timeout.toMillis() + " ms");
    }
}
