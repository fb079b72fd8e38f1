package io.taurine.history;

/** What a {@link Registration} was to the history. */
public enum RegistrationChange {
    /** The version had never been seen. */
    NEW,
    /** Its checksum differs from the last one: the implementation has changed. */
    CHANGED,
    /** Nothing has changed. */
    SAME
}
