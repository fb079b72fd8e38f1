package io.taurine.queue.connection;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer in time, refused the connection, or the connection broke while a command was under way. In the last
 * case the command may or may not have been carried out, see {@link #outcomeUnknown()}.
 */
public final class RedisUnavailableException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final boolean outcomeUnknown;

    public RedisUnavailableException(String message, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(message, cause);
        this.outcomeUnknown = outcomeUnknown;
    }

    /**
     * True when the command may have taken effect. An {@code add} with a {@code jobId} of the caller's can then be repeated
     * safely, unless the job is removed when it ends: a job that is gone by then is added a second time, as is one without such
     * an id.
     */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
