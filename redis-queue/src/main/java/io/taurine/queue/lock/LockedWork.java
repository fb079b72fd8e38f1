package io.taurine.queue.lock;

import org.jspecify.annotations.Nullable;

/**
 * Work done under a lock.
 *
 * @param <V> what it returns
 */
@FunctionalInterface
public interface LockedWork<V> {

    /** The work. Ask {@code held} whether the lock is still held before anything that cannot be taken back. */
    @Nullable
    V run(HeldLock held) throws Exception;
}
