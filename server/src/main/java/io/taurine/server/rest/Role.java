package io.taurine.server.rest;

import java.util.Locale;

/** What the holder of a token may do. Each role may do what the one before may. */
public enum Role {
    /** Look at everything. */
    VIEWER,
    /** Start, cancel and retry jobs, change schedules, emit events; switch definitions on and off. */
    OPERATOR,
    /** Everything else: overrides, modules, deleting, cleaning, the audit log. */
    ADMIN;

    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
