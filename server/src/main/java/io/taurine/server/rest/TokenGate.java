package io.taurine.server.rest;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out who calls, and whether they may. Safe to share between threads. */
final class TokenGate {

    private static final String SCHEME = "bearer ";

    /** By hash, so that looking one up tells nothing about the value of another. */
    private final Map<String, ApiToken> tokens = new HashMap<>();

    private final InstantSource clock;

    TokenGate(List<ApiToken> tokens, InstantSource clock) {
        this.clock = clock;
        for (var token : tokens) {
            if (this.tokens.put(token.sha256(), token) != null) {
                throw new IllegalArgumentException("there are two tokens with the same value, one of " + token.name());
            }
        }
    }

    /** Throws a problem for whoever may not make the call. */
    Principal admit(Operation operation, @Nullable String authorization) {
        var needed = operation.role();
        if (needed == null) {
            return Principal.ANYBODY;
        }
        var caller = tokens.isEmpty() ? Principal.LOCAL : caller(authorization);
        if (!caller.role().includes(needed)) {
            throw new ApiProblem(
                    403,
                    "forbidden",
                    operation.id() + " needs the role " + needed.wireName() + "; " + caller.name() + " is "
                            + caller.role().wireName() + ".");
        }
        return caller;
    }

    /** For the audit log: whose token was sent, also when it has expired; empty when nobody is known to have it. */
    Optional<Principal> holder(@Nullable String authorization) {
        if (tokens.isEmpty()) {
            return Optional.of(Principal.LOCAL);
        }
        return Optional.ofNullable(find(authorization)).map(token -> new Principal(token.name(), token.role()));
    }

    private Principal caller(@Nullable String authorization) {
        var token = find(authorization);
        if (token == null) {
            throw new ApiProblem(
                    401,
                    authorization == null ? "token_missing" : "token_unknown",
                    "Send a token that this server knows: Authorization: Bearer …");
        }
        if (token.isExpired(clock.instant())) {
            throw new ApiProblem(401, "token_expired", "The token of " + token.name() + " has expired.");
        }
        return new Principal(token.name(), token.role());
    }

    private @Nullable ApiToken find(@Nullable String authorization) {
        if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return null;
        }
        return tokens.get(ApiToken.hash(authorization.substring(SCHEME.length()).strip()));
    }
}
