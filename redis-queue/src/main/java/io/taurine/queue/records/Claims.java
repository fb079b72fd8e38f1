package io.taurine.queue.records;

import static io.taurine.queue.internal.Await.result;

import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Small texts by id that the first one to come puts there, and that are forgotten after a while: who has done what before. One
 * key in Redis for each, {@code taurine::claim:{name}:id}. Needs no closing. Safe to share between threads.
 */
public interface Claims {

    /**
     * The claims of that name; asks nothing of Redis yet.
     *
     * @param name not blank, 500 characters at most, without braces
     * @param lifetime of a claim from when it was written last, 1 ms to 365 days
     * @param connection stays the caller's, and open as long as the claims are used
     */
    static Claims of(String name, Duration lifetime, RedisConnection connection) {
        return RedisClaims.open(name, lifetime, connection);
    }

    /**
     * Puts a claim there if there is none.
     *
     * @param id 1 to 500 characters
     * @return the one that was there before, which stays; empty when it is this one now
     */
    default Optional<String> claim(String id, String value) {
        return result(claimAsync(id, value));
    }

    CompletionStage<Optional<String>> claimAsync(String id, String value);

    /** The claim that is there; empty when there is none. */
    default Optional<String> find(String id) {
        return result(findAsync(id));
    }

    CompletionStage<Optional<String>> findAsync(String id);

    /** Puts a claim there, in the place of the one that may be there. */
    default void renew(String id, String value) {
        result(renewAsync(id, value));
    }

    CompletionStage<@Nullable Void> renewAsync(String id, String value);
}
