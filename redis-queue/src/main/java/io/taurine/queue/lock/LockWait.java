package io.taurine.queue.lock;

import io.taurine.queue.lock.QuorumLock.Attempt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One caller's wait for a lock: tries again after pauses that differ, until it has it, its time is up, or it gives up. */
final class LockWait {

    private final QuorumLock lock;
    private final Duration maxWait;
    private final long endNanos;
    private final CompletableFuture<HeldLock> result = new CompletableFuture<>();

    LockWait(QuorumLock lock, Duration maxWait) {
        this.lock = lock;
        this.maxWait = maxWait;
        this.endNanos = lock.clock.nanos() + maxWait.toNanos();
    }

    CompletableFuture<HeldLock> begin() {
        tryOnce();
        return result;
    }

    private void tryOnce() {
        if (!result.isDone()) {
            lock.attempt().whenComplete(this::tried);
        }
    }

    private void tried(@Nullable Attempt attempt, @Nullable Throwable bug) {
        if (attempt == null) {
            result.completeExceptionally(bug);
            return;
        }
        var held = attempt.held();
        if (held != null) {
            if (!result.complete(held)) {
                held.closeAsync(); // whoever waited has gone
            }
            return;
        }
        var leftNanos = endNanos - lock.clock.nanos();
        if (leftNanos <= 0) {
            result.completeExceptionally(refusal(attempt));
            return;
        }
        try {
            lock.servers
                    .scheduler()
                    .schedule(this::tryOnce, Math.min(leftNanos, pauseNanos(attempt)), TimeUnit.NANOSECONDS);
        } catch (RuntimeException closed) { // no connection, no scheduler
            result.completeExceptionally(
                    new LockNotAcquiredException(lock.name(), "the connection was closed", closed));
        }
    }

    private LockNotAcquiredException refusal(Attempt attempt) {
        var waited = " within " + maxWait.toMillis() + " ms";
        return attempt.tally().isUnanswered()
                ? new LockNotAcquiredException(
                        lock.name(), "too few servers answered" + waited, lock.unavailable(attempt.tally()))
                : new LockNotAcquiredException(lock.name(), "others held it" + waited, null);
    }

    private long pauseNanos(Attempt attempt) {
        // Where time is virtual nobody else is in step, and two runs of a test must be equal.
        var chance = lock.servers.conductor().isPresent()
                ? 0
                : ThreadLocalRandom.current().nextDouble();
        return pauseNanos(lock.options(), attempt.takenMillis(), chance);
    }

    /**
     * The retry delay less a random share; not longer than the lock is known to be taken, at least 1 ms.
     *
     * @param chance 0 to 1, which part of the share it is
     */
    static long pauseNanos(LockOptions options, long takenMillis, double chance) {
        var millis = Math.min(options.retryDelay().toMillis(), takenMillis);
        return Math.max(1_000_000, (long) (millis * 1_000_000.0 * (1 - options.retryJitter() * chance)));
    }
}
