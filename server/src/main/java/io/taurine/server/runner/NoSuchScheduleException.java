package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** There is no such schedule. */
public final class NoSuchScheduleException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public NoSuchScheduleException(String message) {
        super(message);
    }
}
