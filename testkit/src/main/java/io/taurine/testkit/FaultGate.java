package io.taurine.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What all bytes of one direction have to pass: it can be shut, and it can make them late. */
final class FaultGate {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private boolean shut;

    @GuardedBy("lock")
    private long latencyNanos;

    void shut() {
        change(true, 0);
    }

    void open() {
        change(false, 0);
    }

    void delay(Duration latency) {
        change(false, latency.toNanos());
    }

    private void change(boolean shut, long latencyNanos) {
        lock.lock();
        try {
            this.shut = shut;
            this.latencyNanos = latencyNanos;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns when bytes that arrived at this time may go on. */
    void pass(long arrivedNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long wait = arrivedNanos + latencyNanos - System.nanoTime();
                if (shut) {
                    changed.await();
                } else if (wait > 0) {
                    changed.awaitNanos(wait);
                } else {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}
