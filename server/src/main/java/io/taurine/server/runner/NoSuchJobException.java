package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** There is no such job, or no more. */
public final class NoSuchJobException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public NoSuchJobException(String message) {
        super(message);
    }
}
