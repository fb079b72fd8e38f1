package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** There is no such definition, or not in that version. */
public final class NoSuchDefinitionException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public NoSuchDefinitionException(String message) {
        super(message);
    }
}
