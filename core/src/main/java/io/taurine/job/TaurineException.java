package io.taurine.job;

import org.jspecify.annotations.Nullable;

/** Root of everything Taurine throws on its own account; wrong arguments are {@link IllegalArgumentException}. */
public abstract class TaurineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected TaurineException(String message) {
        super(message);
    }

    protected TaurineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
