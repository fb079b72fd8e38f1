package io.taurine.queue.lock;

import io.taurine.job.TaurineException;

/** A lock that the caller relies on is not held by it any more. Another may hold it by now. */
public final class LockNotHeldException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String lockName;
    private final long fencingToken;

    LockNotHeldException(String lockName, long fencingToken, String why) {
        super("Lock " + lockName + " is not held any more: " + why + "; its fencing number was " + fencingToken);
        this.lockName = lockName;
        this.fencingToken = fencingToken;
    }

    public String lockName() {
        return lockName;
    }

    public long fencingToken() {
        return fencingToken;
    }
}
