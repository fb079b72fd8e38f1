package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** The job is not in a status in which that can be done. */
public final class WrongStatusException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public WrongStatusException(String message) {
        super(message);
    }
}
