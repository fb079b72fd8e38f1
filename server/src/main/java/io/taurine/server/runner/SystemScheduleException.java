package io.taurine.server.runner;

import io.taurine.job.TaurineException;

/** A schedule of the configuration, or of a definition, was to be changed as if it were a person's. */
public final class SystemScheduleException extends TaurineException {

    private static final long serialVersionUID = 1L;

    private final String scheduleId;

    public SystemScheduleException(String scheduleId) {
        super("The schedule " + scheduleId + " is one of the system: it stands in the configuration or belongs to a"
                + " definition, and can only be changed or removed there");
        this.scheduleId = scheduleId;
    }

    public String scheduleId() {
        return scheduleId;
    }
}
