package io.taurine.server.event;

import io.taurine.job.TaurineException;
import java.util.List;

/** A rule of the bus forbids this event. Nothing was emitted. */
public final class EventRefusedException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final transient List<String> problems;

    /** Which rule. */
    public enum Reason {
        /** The payload does not fit the schema of the name. */
        SCHEMA,
        /** The source may not publish under this name. */
        NOT_PERMITTED,
        /** The source has emitted as much as it may for now. */
        RATE
    }

    EventRefusedException(Reason reason, String message, List<String> problems) {
        super(message);
        this.reason = reason;
        this.problems = List.copyOf(problems);
    }

    public Reason reason() {
        return reason;
    }

    /** What does not fit the schema, each with its place; empty for other reasons. */
    public List<String> problems() {
        return problems;
    }
}
