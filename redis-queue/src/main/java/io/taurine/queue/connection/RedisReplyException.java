package io.taurine.queue.connection;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** Redis answered with an error: a wrong password, missing rights, no memory left, a key of the wrong type. */
public final class RedisReplyException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public RedisReplyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
