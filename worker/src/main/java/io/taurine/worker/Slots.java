package io.taurine.worker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** How many jobs may run at once, and how many do. A slot is taken before its job is claimed. Safe to share. */
final class Slots {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private int limit;

    @GuardedBy("lock")
    private int taken;

    Slots(int limit) {
        this.limit = limit;
    }

    int limit() {
        lock.lock();
        try {
            return limit;
        } finally {
            lock.unlock();
        }
    }

    void setLimit(int newLimit) {
        lock.lock();
        try {
            limit = newLimit;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes up to that many free slots; returns how many, maybe 0. */
    int take(int most) {
        lock.lock();
        try {
            var got = Math.max(0, Math.min(most, limit - taken));
            taken += got;
            return got;
        } finally {
            lock.unlock();
        }
    }

    /** How many of that many taken slots may stay taken: fewer once the limit was lowered. */
    int keepable(int held) {
        lock.lock();
        try {
            return Math.max(0, held - Math.max(0, taken - limit));
        } finally {
            lock.unlock();
        }
    }

    void release(int slots) {
        if (slots == 0) {
            return;
        }
        lock.lock();
        try {
            taken -= slots;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a slot is free; false when told to stop instead. Whoever changes that answer calls {@link #wake()}. */
    boolean awaitFree(BooleanSupplier stop) throws InterruptedException {
        lock.lock();
        try {
            while (taken >= limit && !stop.getAsBoolean()) {
                changed.await();
            }
            return !stop.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    /** Waits as long as the condition holds. Whoever changes it calls {@link #wake()}. */
    void awaitWhile(BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            while (condition.getAsBoolean()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
