package io.taurine.server.definition;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** Thrown by a handler whose job must not be tried again, whatever attempts are left. */
public final class FatalJobException extends TaurineException {

    private static final long serialVersionUID = 1L;

    public FatalJobException(String message) {
        this(message, null);
    }

    public FatalJobException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
