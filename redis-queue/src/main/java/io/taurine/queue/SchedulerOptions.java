package io.taurine.queue;

/** How a job scheduler begins. Immutable. Limit, start, end and offset are part of its {@code Schedule}. */
public final class SchedulerOptions {

    private static final SchedulerOptions DEFAULTS = new SchedulerOptions(false);

    private final boolean immediately;

    private SchedulerOptions(boolean immediately) {
        this.immediately = immediately;
    }

    /** The first run when the schedule says. */
    public static SchedulerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * A first run at once, then by the cron pattern; at each upsert that says so. Not for intervals, whose first run is due at
     * once anyway unless an offset or a start says otherwise, and not with a start.
     */
    public static SchedulerOptions immediately() {
        return new SchedulerOptions(true);
    }

    public boolean isImmediate() {
        return immediately;
    }
}
