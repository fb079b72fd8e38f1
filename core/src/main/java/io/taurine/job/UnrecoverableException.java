package io.taurine.job;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a processor to fail its job for good: no further attempt is made, whatever {@link JobOptions#attempts()}
 * allows. The counterpart of BullMQ's {@code UnrecoverableError}. It counts wherever it stands in the chain of causes.
 */
public class UnrecoverableException extends TaurineException {

    private static final long serialVersionUID = 1L;

    /** The message becomes the job's failed reason. */
    public UnrecoverableException(String message) {
        super(message);
    }

    /** The message becomes the job's failed reason; the cause goes into its stack trace. */
    public UnrecoverableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
