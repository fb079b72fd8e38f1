package io.taurine.queue.lock;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews every lock that this JVM holds, and notices those that are lost, on one daemon thread. It never waits for a server
 * nor runs user code, so that one lock cannot delay another. The thread is there while something is held.
 */
final class LockKeeper {

    static final LockKeeper SHARED = new LockKeeper();

    private static final Logger LOG = LoggerFactory.getLogger(LockKeeper.class);
    private static final String THREAD_NAME = "taurine-lock-keeper";

    /** How long a lock that was given back may stay on the list. */
    private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final PriorityQueue<Due> dues = new PriorityQueue<>(Comparator.comparingLong(Due::waitNanos));

    @GuardedBy("lock")
    private @Nullable Thread thread;

    private LockKeeper() {}

    void keep(Hold hold) {
        put(hold, 0);
    }

    private void put(Hold hold, long inNanos) {
        lock.lock();
        try {
            dues.add(new Due(hold, System.nanoTime() + inNanos));
            if (thread == null) {
                thread = new Thread(this::run, THREAD_NAME);
                thread.setDaemon(true);
                thread.start();
            } else {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (var hold = next(); hold != null; hold = next()) {
            long again;
            try {
                again = hold.tend();
            } catch (RuntimeException e) { // our own bug; the other locks must not pay for it
                LOG.error("{} could not be looked after; trying again", hold, e);
                again = TimeUnit.SECONDS.toNanos(1);
            }
            if (again >= 0) {
                put(hold, Math.min(again, LONGEST_SLEEP_NANOS));
            }
        }
    }

    /** Waits for the next lock that needs a look; null when nothing has been held for a while, and the thread ends. */
    private @Nullable Hold next() {
        lock.lock();
        try {
            var idleUntil = System.nanoTime() + IDLE_NANOS;
            while (true) {
                var first = dues.peek();
                var wait = (first == null ? idleUntil : first.atNanos) - System.nanoTime();
                if (wait <= 0) {
                    if (first == null) {
                        thread = null;
                        return null;
                    }
                    dues.remove(first);
                    return first.hold;
                }
                changed.awaitNanos(wait);
            }
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; if somebody does, the locks still have to be kept.
            LOG.warn("The keeper of locks was interrupted and goes on", e);
            thread = null;
            if (!dues.isEmpty()) {
                thread = new Thread(this::run, THREAD_NAME);
                thread.setDaemon(true);
                thread.start();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** When a lock needs its next look. */
    private record Due(Hold hold, long atNanos) {

        /** Comparable although nanoseconds may wrap around. */
        long waitNanos() {
            return atNanos - ORIGIN;
        }

        private static final long ORIGIN = System.nanoTime();
    }
}
