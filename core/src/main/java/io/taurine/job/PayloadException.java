package io.taurine.job;

import org.jspecify.annotations.Nullable;

/** A payload, result or option text could not be turned into JSON or back. */
public final class PayloadException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
