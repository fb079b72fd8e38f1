package io.taurine.queue;

/** What an {@code add} found. */
public enum AddOutcome {
    /** A new job was stored. */
    ADDED,
    /** A job with that id was there already; it was left as it is. */
    DUPLICATE,
    /** Dropped for the job that owns its deduplication id; what becomes of that one is the option's choice. */
    DEDUPLICATED
}
