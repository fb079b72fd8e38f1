package io.taurine.history;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** The database refused or did not answer; {@link #isOutage()} tells which. The driver's exception is the cause. */
public final class HistoryException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final boolean outage;

    HistoryException(String message, boolean outage, @Nullable Throwable cause) {
        super(message, cause);
        this.outage = outage;
    }

    /** True when the database could not be reached or was too busy: the same call may succeed later. */
    public boolean isOutage() {
        return outage;
    }
}
