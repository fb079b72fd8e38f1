package io.taurine.queue.lock;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** A lock could not be had in the time given for it. Nothing is held. */
public final class LockNotAcquiredException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String lockName;

    LockNotAcquiredException(String lockName, String why, @Nullable Throwable cause) {
        super("Lock " + lockName + " was not acquired: " + why, cause);
        this.lockName = lockName;
    }

    public String lockName() {
        return lockName;
    }
}
