package io.taurine.server.rest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A bearer token that the API accepts. Only its SHA-256 is kept. Immutable, safe to share between threads. */
public final class ApiToken {

    private static final int SHORTEST = 16;

    private final String name;
    private final Role role;
    private final String sha256;
    private final @Nullable Instant expiresAt;

    private ApiToken(String name, Role role, String sha256, @Nullable Instant expiresAt) {
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("the name of a token must have 1 to 100 characters, was '" + name + "'");
        }
        this.name = name;
        this.role = role;
        this.sha256 = sha256;
        this.expiresAt = expiresAt;
    }

    /**
     * A token by its value.
     *
     * @param name of whoever uses it, as it stands in the audit log
     * @param value 16 characters or more, of those that {@code Authorization: Bearer} allows
     * @throws IllegalArgumentException if it is shorter or has others
     */
    public static ApiToken ofValue(String name, Role role, String value) {
        if (value.length() < SHORTEST || !value.matches("[A-Za-z0-9._~+/-]+=*")) {
            throw new IllegalArgumentException("the token of " + name + " must have " + SHORTEST
                    + " or more letters, digits and any of . _ ~ + / - (at the end also =)");
        }
        return new ApiToken(name, role, hash(value), null);
    }

    /**
     * A token by the SHA-256 of its value, so that no configuration needs to hold it.
     *
     * @param sha256 64 hexadecimal digits
     */
    public static ApiToken ofSha256(String name, Role role, String sha256) {
        var digits = sha256.toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "the SHA-256 of the token of " + name + " must be 64 hexadecimal digits");
        }
        return new ApiToken(name, role, digits, null);
    }

    /** The same, refused from that instant on. Default: never. */
    public ApiToken expiringAt(Instant instant) {
        return new ApiToken(name, role, sha256, instant);
    }

    public String name() {
        return name;
    }

    public Role role() {
        return role;
    }

    public Optional<Instant> expiresAt() {
        return Optional.ofNullable(expiresAt);
    }

    String sha256() {
        return sha256;
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    static String hash(String value) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return name + " (" + role.wireName() + ")";
    }
}
