package io.taurine.queue.lock;

import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.Optional;

/** One of the servers behind a lock. */
interface LockServer {

    /** Empty while it could not be reached yet. */
    Optional<LettuceConnection> connection();

    String address();

    static LockServer of(LettuceConnection connection) {
        return new LockServer() {
            @Override
            public Optional<LettuceConnection> connection() {
                return Optional.of(connection);
            }

            @Override
            public String address() {
                return connection.address();
            }
        };
    }
}
