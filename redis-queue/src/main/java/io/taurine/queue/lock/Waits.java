package io.taurine.queue.lock;

import io.taurine.queue.internal.Await;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The blocking side of locks: an interrupt ends the wait, and what arrives after it is given back. */
final class Waits {

    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    private Waits() {}

    static <V> V result(DistributedLock lock, CompletionStage<V> stage) {
        var future = stage.toCompletableFuture();
        passTime(lock, future);
        try {
            future.get();
        } catch (InterruptedException e) {
            if (!future.cancel(false)) {
                future.thenAccept(Waits::giveBack);
            }
            Thread.currentThread().interrupt();
            throw new LockNotAcquiredException(lock.name(), "the thread was interrupted while it waited", e);
        } catch (ExecutionException failed) {
            LOG.debug("Lock {} was not acquired", lock.name(), failed);
        }
        return Await.result(future);
    }

    /** In a test without Redis, where nobody else would let it pass. The wait itself knows when to give up. */
    private static void passTime(DistributedLock lock, CompletableFuture<?> future) {
        if (lock instanceof QuorumLock quorum && !future.isDone()) {
            quorum.servers.conductor().ifPresent(conductor -> conductor.await(future::isDone, QuorumLock.LONGEST_WAIT));
        }
    }

    private static void giveBack(Object acquired) {
        var held = acquired instanceof Optional<?> found ? found.orElse(null) : acquired;
        if (held instanceof HeldLock tooLate) {
            tooLate.closeAsync();
        }
    }

    /** Waits for what never fails; an interrupt ends the wait alone. */
    static void quietly(CompletionStage<?> stage) {
        try {
            stage.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debug("A lock was not given back; it ends with its time to live", e);
        }
    }
}
