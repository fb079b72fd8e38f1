package io.taurine.server.config;

/**
 * Lets a client in.
 *
 * @param name who has it, as the audit log says
 * @param secret 16 characters or more, sent as {@code Authorization: Bearer …}
 */
public record ApiToken(String name, Secret secret, ApiRole role) {

    /** What a client may do; each role may do what those before it may. */
    public enum ApiRole {
        /** Looks. */
        VIEWER,
        /** Starts, cancels and retries jobs, changes schedules, emits events. */
        OPERATOR,
        /** Everything else: overrides, modules, cleaning. */
        ADMIN
    }
}
