package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** The definition takes no jobs now. */
public final class DefinitionDisabledException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public DefinitionDisabledException(String message) {
        super(message);
    }
}
