package io.taurine.worker;

import io.taurine.job.TaurineException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a processor whose job is to be tried again after that delay, whatever its backoff says; as long as attempts are
 * left. It counts wherever it stands in the chain of causes.
 */
public class RetryAfterException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final Duration delay;

    /**
     * The message becomes the failed reason, the cause goes into the stack trace.
     *
     * @param delay 0 to 36,500 days; 0 tries at once
     */
    public RetryAfterException(String message, Duration delay, @Nullable Throwable cause) {
        super(message, cause);
        WorkerBuilder.requireDelay(delay);
        this.delay = delay;
    }

    public Duration delay() {
        return delay;
    }
}
