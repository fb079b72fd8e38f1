package io.taurine.server.definition;

/** What becomes of a scheduled run that is due while another job of the same schedule has not ended. */
public enum Overlap {
    /** It is added as well. */
    ALLOW,
    /** It is left out, and recorded as skipped. */
    SKIP,
    /** It is added once the other has ended; of several that were due meanwhile one. */
    QUEUE_ONE
}
