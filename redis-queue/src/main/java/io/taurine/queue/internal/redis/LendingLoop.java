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
 * <p>The loop's own thread has it as long as anything is under way that nobody waits for. While all is quiet it stands aside,
 * and has a look now and then, as a connection that ends says so unasked.
 */
final class LendingLoop extends SingleThreadIoEventLoop {

    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LOAN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long QUANTUM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicReference<@Nullable Thread> holder = new AtomicReference<>();
    private final IoHandlerContext context = new HoldersContext();
    private volatile @Nullable Thread own;
    private volatile BooleanSupplier isQuiet = () -> false;

    /** Used by the borrower alone. */
    private long loanEndNanos;

    /** When its sockets were looked at last. Used by the holder alone. */
    private long lastLookNanos;

    private final AtomicInteger loans = new AtomicInteger();

    LendingLoop(IoEventLoopGroup group, Executor executor, IoHandlerFactory handlers) {
        super(group, executor, handlers);
    }

    /** @param quiet whether nothing is under way that needs the loop's own thread; until this is called it lends nothing */
    void lendWhile(BooleanSupplier quiet) {
        isQuiet = quiet;
    }

    /**
     * Whether the calling thread has the loop from now on; it must {@link #giveBack()} at once, or, after
     * {@link #serveUntil}, soon.
     */
    boolean tryBorrow() {
        if (own == null || !holder.compareAndSet(null, Thread.currentThread())) {
            return false;
        }
        loanEndNanos = System.nanoTime();
        if (loanEndNanos - lastLookNanos > MOMENT_NANOS) {
            runIo(); // whoever finds that the connection has ended meanwhile need not write to it
        }
        // What was handed over before goes first.
        runAllTasks(QUANTUM_NANOS);
        return true;
    }

    /**
     * Does what the loop's thread does, until the future is done, the borrower is interrupted or the loan has expired. Blocks:
     * for platform threads only.
     */
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
            if (!isNeeded()) {
                standAside(thread, Math.min(WATCH_NANOS, delayNanos(nanoTime())));
            }
        } while (!confirmShutdown());
        own = null;
    }

    private void standAside(Thread thread, long nanos) {
        holder.set(null);
        if (!isNeeded()) {
            LockSupport.parkNanos(this, nanos);
        }
        takeBack(thread);
    }

    private void takeBack(Thread thread) {
        while (!holder.compareAndSet(null, thread)) {
            // A borrower wakes this thread when it gives back what needs it; otherwise there is no hurry.
            LockSupport.parkNanos(this, MOMENT_NANOS);
        }
    }

    /** Asked by threads that do not have the loop, too. */
    private boolean isNeeded() {
        return hasTasks() || isShuttingDown() || !isQuiet.getAsBoolean();
    }

    /** Something was handed over: if nobody has the loop, its own thread has to come back. */
    void handedOver() {
        if (holder.get() == null) {
            LockSupport.unpark(own);
        }
    }

    @Override
    protected int runIo() {
        var handled = ioHandler().run(context);
        lastLookNanos = System.nanoTime();
        return handled;
    }

    /** Lets a borrower's wait end with its interrupt, which the selector would take for its own. */
    private final class HoldersContext implements IoHandlerContext {

        @Override
        public boolean canBlock() {
            if (hasTasks() || hasScheduledTasks()) {
                return false;
            }
            var thread = Thread.currentThread();
            return thread == own ? !isQuiet.getAsBoolean() : !thread.isInterrupted();
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
