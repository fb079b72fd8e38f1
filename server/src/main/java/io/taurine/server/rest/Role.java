package io.taurine.server.rest;

import java.util.Locale;

/** What the holder of a token may do. Each role may do what the one before may. */
public enum Role {
    /** Look at everything. */
    VIEWER,
    /** Start, cancel and retry jobs; switch definitions, schedules and queues on and off. */
    OPERATOR,
    /** Change settings, and delete. */
    ADMIN;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
