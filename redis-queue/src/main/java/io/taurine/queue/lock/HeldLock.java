package io.taurine.queue.lock;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A lock while it is held. Close it to give it back. Safe to share between threads. */
public interface HeldLock extends AutoCloseable {

    String name();

    /** Who holds it, as {@link LockOptions#holder()} says. */
    String holder();

    /**
     * A number that grows with every holder of this name. Hand it to whatever the lock protects and let that refuse a number
     * smaller than the largest it has seen: then a holder that lost the lock without noticing yet does no harm.
     */
    long fencingToken();

    /**
     * True while nobody else can have the lock, by this machine's clock and what the servers last said. It may turn false at
     * any moment, even between this call and the next line.
     */
    boolean isValid();

    /** Until when it is held unless it is renewed, by the wall clock; for people, {@link #isValid()} is exact. */
    Instant validUntil();

    /**
     * Calls the action once when the lock is lost: not renewed in time, or taken away. Comes on a thread of its own; on the
     * caller's, at once, if it is lost already. Not called after {@link #close()}.
     */
    void onLost(Runnable action);

    /**
     * Does nothing while the lock is held.
     *
     * @throws LockNotHeldException if it was lost or given back
     */
    void requireValid();

    /**
     * Gives the lock back; bounded by {@link LockOptions#serverTimeout()}. What cannot be told to a server ends there with
     * its time to live. Never throws, harmless twice.
     */
    @Override
    default void close() {
        Waits.quietly(closeAsync());
    }

    /** As {@link #close()}; never fails. */
    CompletionStage<@Nullable Void> closeAsync();
}
