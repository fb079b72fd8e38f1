package io.taurine.history;

import java.util.Locale;

/** What became of an execution, one attempt at a job. */
public enum Outcome {
    RUNNING,
    SUCCEEDED,
    /** It failed and the job is tried again. */
    RETRIED,
    FAILED,
    CANCELLED,
    TIMED_OUT,
    /** It ended without having been run: its version is too old, or another run had the lock. */
    SKIPPED,
    /** It was given back without a failure, to run again later or when its children have ended. */
    PUT_BACK,
    /** Its process died or lost the lock; the job runs again. */
    LOST,
    /** Nobody can tell any more: the events were dropped from Redis before they could be read, and so was the job. */
    UNKNOWN;

    /** True when nothing more happens in this execution. */
    public boolean isEnd() {
        return this != RUNNING;
    }

    /** As in the database and in APIs: {@code timed-out}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a {@link #wireName}.
     *
     * @throws IllegalArgumentException if there is no such outcome
     */
    public static Outcome of(String wireName) {
        for (var outcome : values()) {
            if (outcome.wireName().equals(wireName)) {
                return outcome;
            }
        }
        throw new IllegalArgumentException("There is no outcome " + wireName);
    }
}
