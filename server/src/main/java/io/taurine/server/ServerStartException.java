package io.taurine.server;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** The server cannot start: something it needs is not there. */
public final class ServerStartException extends TaurineException {

    private static final long serialVersionUID = 1L;

    ServerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
