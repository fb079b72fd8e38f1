package io.taurine.job;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where a job is. A job that was added is in exactly one of these; {@link #UNKNOWN} means that there is no such job. */
public enum JobState {
    /** In line, first come first served; jobs of a paused queue wait here too. */
    WAITING("waiting", "wait"),
    /** In line by priority, behind every {@link #WAITING} job. */
    PRIORITIZED("prioritized", "prioritized"),
    /** Not due yet: added with a delay, or between two attempts. */
    DELAYED("delayed", "delayed"),
    /** Held by a worker. */
    ACTIVE("active", "active"),
    /** Ended with a result. */
    COMPLETED("completed", "completed"),
    /** Ended with an error after its last attempt. */
    FAILED("failed", "failed"),
    /** A parent whose children are not all finished. */
    WAITING_CHILDREN("waiting-children", "waiting-children"),
    /** Not found in any of the above. */
    UNKNOWN("unknown", "unknown");

    private final String wireName;
    private final String storageName;

    JobState(String wireName, String storageName) {
        this.wireName = wireName;
        this.storageName = storageName;
    }

    /** The name BullMQ's API uses, for example {@code waiting-children}. */
    public String wireName() {
        return wireName;
    }

    /** The key suffix of the container in Redis: {@code wait} for {@link #WAITING}, else the wire name. */
    public String storageName() {
        return storageName;
    }

    /**
     * The state of that name; both {@code waiting} and BullMQ's storage name {@code wait} are understood.
     *
     * @throws IllegalArgumentException if there is no such state; the message lists those there are
     */
    public static JobState of(String name) {
        for (var state : values()) {
            if (state.wireName.equals(name) || state.storageName.equals(name)) {
                return state;
            }
        }
        var allowed = Arrays.stream(values()).map(JobState::wireName).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("state must be one of " + allowed + ", was " + name);
    }

    @Override
    public String toString() {
        return wireName;
    }
}
