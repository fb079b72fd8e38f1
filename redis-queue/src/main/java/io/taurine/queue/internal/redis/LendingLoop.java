package io.taurine.queue.internal.redis;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An event loop that lends itself to threads that wait for a reply. Such a thread writes its command and reads the reply
 * itself; otherwise it would wake the loop's thread to write, and be woken by it when it has read, which takes longer than
 * everything else in a short call. One thread has the loop at a time, and all that an event loop promises holds for that one.
 *
 * <p>The loop's own thread has it as long as anything is under way that nobody waits for. When threads that waited
 * could not have it twice within a moment, it stands aside once all is quiet, until something turns up or nobody has borrowed
 * the loop for a moment.
 */
final class LendingLoop extends SingleThreadIoEventLoop {

    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LOAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long QUANTUM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private final IoHandlerContext context = new HoldersContext();
    private volatile @Nullable Thread own;
    private volatile BooleanSupplier isQuiet = () -> false;
    private volatile long lastWishNanos;
    private volatile long wishBeforeNanos;

    /** Used by the borrower alone. */
    private long loanEndNanos;

    private final AtomicInteger loans = new AtomicInteger();

    LendingLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
        super(group, executor, handlers);
        lastWishNanos = System.nanoTime() - MOMENT_NANOS;
        wishBeforeNanos = lastWishNanos;
    }

    /** @param quiet whether nothing is under way that needs the loop's own thread; until this is called it lends nothing */
    void lendWhile(BooleanSupplier quiet) {
        isQuiet = quiet;
    }

    /** Whether the calling thread has the loop from now on; it must {@link #giveBack()} soon. Platform threads only. */
    boolean tryBorrow() {
        if (own == null) {
            return false;
        }
        if (holder.compareAndSet(null, Thread.currentThread())) {
            // What was handed over before goes first.
            runAllTasks(QUANTUM_NANOS);
            return true;
        }
        wishBeforeNanos = lastWishNanos;
        lastWishNanos = System.nanoTime();
        return false;
    }

    /** Does what the loop's thread does, until the future is done, the borrower is interrupted or the loan has expired. */
    void serveUntil(CompletableFuture<?> done) {
        done.whenComplete((value, failure) -> {
            if (!inEventLoop()) {
                wakeup(false);
            }
        });
        loanEndNanos = System.nanoTime() + LOAN_NANOS;
        while (!done.isDone() && !Thread.currentThread().isInterrupted() && loanLeftNanos() > 0) {
            runIo();
            runAllTasks(QUANTUM_NANOS);
        }
    }

    private long loanLeftNanos() {
        return loanEndNanos - System.nanoTime();
    }

    void giveBack() {
        loans.incrementAndGet();
        holder.set(null);
        if (isNeeded()) {
            LockSupport.unpark(own);
        }
    }

    /** How often it was lent, for tests. */
    int loans() {
        return loans.get();
    }

    /** Whether this thread has it, for tests. */
    boolean isHeldBy(Thread thread) {
        return holder.get() == thread;
    }

    /** Whether its own thread has it, for tests. */
    boolean isAtHome() {
        return own != null && holder.get() == own;
    }

    @Override
    public boolean inEventLoop(Thread thread) {
        return thread == holder.get();
    }

    @Override
    protected void run() {
        var thread = Thread.currentThread();
        takeBack(thread);
        own = thread;
        do {
            runIo();
            if (isShuttingDown()) {
                ioHandler().prepareToDestroy();
            }
            runAllTasks(QUANTUM_NANOS);
            if (System.nanoTime() - wishBeforeNanos < MOMENT_NANOS && !isNeeded()) {
                standAside(thread);
            }
        } while (!confirmShutdown());
        own = null;
    }

    private void takeBack(Thread thread) {
        while (!holder.compareAndSet(null, thread)) {
            LockSupport.parkNanos(this, MOMENT_NANOS);
        }
    }

    private void standAside(Thread thread) {
        holder.set(null);
        while (true) {
            if (isNeeded() && holder.compareAndSet(null, thread)) {
                return;
            }
            var before = loans.get();
            LockSupport.parkNanos(this, MOMENT_NANOS);
            if (before == loans.get() && holder.compareAndSet(null, thread)) {
                return;
            }
        }
    }

    /** Asked by threads that do not have the loop, too. */
    private boolean isNeeded() {
        return pendingTasks() > 0 || isShuttingDown() || !isQuiet.getAsBoolean();
    }

    /** Something was handed over: if nobody has the loop, its own thread has to come back. */
    void handedOver() {
        if (holder.get() == null) {
            LockSupport.unpark(own);
        }
    }

    @Override
    protected int runIo() {
        return ioHandler().run(context);
    }

    /** Lets a borrower's wait end with its interrupt, which the selector would take for its own. */
    private final class HoldersContext implements IoHandlerContext {

        @Override
        public boolean canBlock() {
            var thread = Thread.currentThread();
            return !hasTasks() && !hasScheduledTasks() && (thread == own || !thread.isInterrupted());
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            var delay = LendingLoop.this.delayNanos(currentTimeNanos);
            return Thread.currentThread() == own ? delay : Math.min(delay, Math.max(0, loanLeftNanos()));
        }

        @Override
        public long deadlineNanos() {
            return LendingLoop.this.deadlineNanos();
        }
    }
}
