package io.taurine.repeat;

/**
 * What happens to wall-clock times that a change of the clock leaves out in spring or repeats in autumn. Schedules that run in
 * every hour of the day do not ask: for them the clock change is no gap and no repetition, they run in each hour there is.
 */
public enum ClockChange {

    /**
     * As BullMQ does, and the only rule it knows: a time left out in spring runs once when the clock has been put forward
     * (02:30 runs at 03:30), except where the clock skips midnight; a time repeated in autumn runs at its first occurrence.
     * Asked after the clock has changed, the time left out is gone, and one in the repeated hour is not yet.
     */
    ONCE,

    /** A time left out in spring does not run that day; a time repeated in autumn runs at its first occurrence. */
    SKIP,

    /** A time left out in spring runs once when the clock has been put forward; a time repeated in autumn runs both times. */
    TWICE
}
