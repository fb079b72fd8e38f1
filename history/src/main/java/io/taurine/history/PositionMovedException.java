package io.taurine.history;

import io.taurine.job.TaurineException;

/** Somebody else has written a stream down meanwhile; nothing was stored. Read the position anew. */
public final class PositionMovedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String stream;

    PositionMovedException(String stream) {
        super("The history of " + stream + " is being written by another process; nothing was stored");
        this.stream = stream;
    }

    public String stream() {
        return stream;
    }
}
