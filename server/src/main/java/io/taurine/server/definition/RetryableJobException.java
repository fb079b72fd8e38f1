package io.taurine.server.definition;

import io.taurine.job.TaurineException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler whose job is to be tried again as long as attempts are left, maybe after a delay of its own. */
public final class RetryableJobException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration delay;

    /** Tried again after the definition's backoff. */
    public RetryableJobException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.delay = null;
    }

    /**
     * Tried again after that delay.
     *
     * @param delay 0 or more
     */
    public RetryableJobException(String message, Duration delay, @Nullable Throwable cause) {
        super(message, cause);
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delay must be 0 or more, was " + delay);
        }
        this.delay = delay;
    }

    /** Empty when the definition's backoff decides. */
    public Optional<Duration> delay() {
        return Optional.ofNullable(delay);
    }
}
