package io.taurine.worker.sandbox;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox process could not be started or did not live to the end of its job. Fails the attempt; retries as the job's
 * options say. The message has the exit code and the last lines that the process printed.
 */
public final class SandboxException extends TaurineException {

    private static final long serialVersionUID = 1L;

    SandboxException(String message) {
        super(message);
    }

    SandboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
