package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** The idempotency key was used for a job that differs. */
public final class IdempotencyConflictException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public IdempotencyConflictException(String message) {
        super(message);
    }
}
