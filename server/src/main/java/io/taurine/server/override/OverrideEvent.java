package io.taurine.server.override;

/**
 * What happened to an override.
 *
 * @param before what was set
 * @param after what is set now
 * @param detail for people; may be empty
 */
public record OverrideEvent(Kind kind, String key, DefinitionOverride before, DefinitionOverride after, String detail) {

    /** What can happen. */
    public enum Kind {
        /** This server has seen that it is otherwise now, and goes by it. Told by each server. */
        CHANGED,
        /**
         * The implementation is another one: what was overridden is as the definition says again, but for {@code enabled}.
         * Told once, by the server that did it.
         */
        RESET,
        /** A run that was asked for by {@code runNow} was started. Told once. */
        RUN_STARTED,
        /** It could not be started, and is not tried again; the detail says why. Told once. */
        RUN_REFUSED
    }
}
