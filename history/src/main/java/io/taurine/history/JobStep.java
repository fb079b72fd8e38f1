package io.taurine.history;

import java.util.Locale;
import java.util.Optional;

/** What a step of a job is called on the event bus, after {@code job.}. */
public enum JobStep {
    QUEUED,
    DELAYED,
    STARTED,
    SUCCEEDED,
    RETRYING,
    FAILED,
    CANCELLING,
    CANCELLED,
    TIMED_OUT,
    SKIPPED,
    LOST,
    REMOVED;

    static final String PREFIX = "job.";

    /** As in the database: {@code timed-out}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String eventName() {
        return PREFIX + wireName();
    }

    static Optional<JobStep> ofEvent(String eventName) {
        for (var step : values()) {
            if (step.eventName().equals(eventName)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** False for a step that belongs to no execution, even if there was one before. */
    boolean isOfExecution() {
        return this != QUEUED && this != DELAYED && this != REMOVED;
    }
}
