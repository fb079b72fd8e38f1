package io.taurine.server;

import io.taurine.job.TaurineException;

/** The server cannot start: something it needs is not there. */
public final class ServerStartException extends TaurineException {

    private static final long serialVersionUID = 1L;

    ServerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
