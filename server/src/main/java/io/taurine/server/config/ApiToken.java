package io.taurine.server.config;

import java.time.Instant;
import java.util.Optional;

/**
 * Lets a client in.
 *
 * @param name who has it, as the audit log says
 * @param secret 16 characters or more, sent as {@code Authorization: Bearer …}; empty where only its hash is known
 * @param sha256 of the secret, 64 hexadecimal digits; empty where the secret itself is known
 * @param expiresAt from when on it is refused; empty for never
 */
public record ApiToken(
        String name, Optional<Secret> secret, Optional<String> sha256, ApiRole role, Optional<Instant> expiresAt) {

    /** One that is known by its secret and never expires. */
    public ApiToken(String name, Secret secret, ApiRole role) {
        this(name, Optional.of(secret), Optional.empty(), role, Optional.empty());
    }

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
