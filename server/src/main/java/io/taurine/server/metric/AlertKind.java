package io.taurine.server.metric;

import java.util.Locale;

/** What alerts are about. */
public enum AlertKind {
    /** Too many of a definition's jobs of the last hour failed. */
    FAILURE_RATE,
    /** Too many jobs of a definition wait. */
    BACKLOG,
    /** Jobs seem to run although their lock has ended, and nobody takes them back. */
    STALE_LOCKS,
    /** Too many jobs that used up their attempts wait for a person. */
    DEAD_LETTERS,
    /** A schedule's run is overdue, or there will be none. */
    MISSED_SCHEDULE;

    /** As in messages for programs: {@code failure-rate}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
