package io.taurine.server.config;

import java.util.Locale;

/** What a process does; it may do several. */
public enum Role {
    /** Serves HTTP. */
    API,
    /** Runs jobs. */
    WORKER,
    /** Takes part in what only one process does at a time: retention, reconciling schedules, watching for alerts. */
    SCHEDULER;

    /** As in the configuration. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
