package io.taurine.embedded;

import org.jspecify.annotations.Nullable;

/** The redis-server could not be found, started or stopped. The message ends with what the server printed last. */
public final class EmbeddedRedisException extends RuntimeException {
    EmbeddedRedisException(String message) {
        super(message);
    }

    EmbeddedRedisException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
