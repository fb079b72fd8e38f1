package io.taurine.queue;

import io.taurine.job.TaurineException;

/** The queue as a whole is not in a state that allows the operation, for example obliterate with jobs running. */
public final class QueueStateException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String queue;

    public QueueStateException(String queue, String message) {
        super(message);
        this.queue = queue;
    }

    public String queue() {
        return queue;
    }
}
