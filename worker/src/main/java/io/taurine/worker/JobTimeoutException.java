package io.taurine.worker;

import io.taurine.job.TaurineException;
import java.time.Duration;

/** A run took longer than the worker's job timeout. Fails the attempt; retries as the job's options say. */
public final class JobTimeoutException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final Duration timeout;

    public JobTimeoutException(String jobId, String queue, Duration timeout) {
        super("Job " + jobId + " in queue " + queue + " ran longer than its timeout of " + timeout.toMillis() + " ms");
        this.timeout = timeout;
    }

    public Duration timeout() {
        return timeout;
    }
}
