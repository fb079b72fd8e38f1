package io.taurine.queue.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A name that at most one holder has at a time, over all threads, processes and machines that use the same Redis. What is
 * held is a lease: it ends by itself when its holder dies, and a holder that is cut off or stands still for longer than that
 * loses it; see {@link HeldLock#isValid()} and {@link HeldLock#fencingToken()} for what that means to the work behind it.
 * Not reentrant, not fair. Safe to share between threads; holds nothing open by itself.
 */
public interface DistributedLock {

    String name();

    LockOptions options();

    /**
     * Takes the lock if nobody holds it; empty if somebody does. Bounded by {@link LockOptions#serverTimeout()}.
     *
     * @throws io.taurine.queue.connection.RedisUnavailableException if too few servers answered to tell; the lock is then not
     *     held by the caller
     */
    default Optional<HeldLock> tryLock() {
        return Waits.result(this, tryLockAsync());
    }

    CompletionStage<Optional<HeldLock>> tryLockAsync();

    /**
     * Takes the lock, waiting for it as long as that; an outage of Redis is waited out too.
     *
     * @param maxWait 0 (one try) to 1 day
     * @throws LockNotAcquiredException if it could not be had in time, or the thread was interrupted, whose flag is set again
     */
    default HeldLock lock(Duration maxWait) {
        return Waits.result(this, lockAsync(maxWait));
    }

    /** As {@link #lock}; completing or cancelling the future ends the wait, and gives back a lock that arrives too late. */
    CompletionStage<HeldLock> lockAsync(Duration maxWait);

    /**
     * Does the work under the lock and gives it back whatever happens.
     *
     * @param maxWait how long to wait for the lock, as {@link #lock}
     * @return what the work returned
     * @throws LockNotAcquiredException if the lock could not be had in time; nothing was done
     * @throws LockNotHeldException if the lock was lost before the work ended, which it did without knowing
     * @throws Exception what the work threw
     */
    default <V> @Nullable V withLock(Duration maxWait, LockedWork<V> work) throws Exception {
        try (var held = lock(maxWait)) {
            var result = work.run(held);
            held.requireValid();
            return result;
        }
    }
}
