package io.taurine.queue;

import io.taurine.job.TaurineException;
import org.jspecify.annotations.Nullable;

/** A job scheduler could not do what was asked; the message says why, and {@link #schedulerId()} which one it is. */
public final class SchedulerException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String queue;
    private final String schedulerId;
    private final String reason;

    public SchedulerException(String queue, String schedulerId, String reason) {
        this(queue, schedulerId, reason, null);
    }

    public SchedulerException(String queue, String schedulerId, String reason, @Nullable Throwable cause) {
        super("Job scheduler " + schedulerId + " in queue " + queue + ": " + reason, cause);
        this.queue = queue;
        this.schedulerId = schedulerId;
        this.reason = reason;
    }

    public String queue() {
        return queue;
    }

    public String schedulerId() {
        return schedulerId;
    }

    /** The message without the names of scheduler and queue. */
    public String reason() {
        return reason;
    }
}
