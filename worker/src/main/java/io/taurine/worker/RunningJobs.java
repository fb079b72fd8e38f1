package io.taurine.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The runs whose locks this worker keeps: from claim until Redis has recorded their end, or they were given up. Knows too of
 * claims under way, whose jobs a worker that closes must not leave behind.
 */
final class RunningJobs<T> {

    private final Set<JobRun<T>> runs = ConcurrentHashMap.newKeySet();
    private final AtomicInteger claimsUnderWay = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    void add(JobRun<T> run) {
        runs.add(run);
    }

    void remove(JobRun<T> run) {
        runs.remove(run);
        signalIfNone();
    }

    /** A claim is sent, which may bring runs. */
    void expect() {
        claimsUnderWay.incrementAndGet();
    }

    /** The runs of a claim were added, or it failed. */
    void expectNoMore() {
        claimsUnderWay.decrementAndGet();
        signalIfNone();
    }

    private boolean isNone() {
        // In this order: a claim adds its runs before it stops being under way.
        return claimsUnderWay.get() == 0 && runs.isEmpty();
    }

    private void signalIfNone() {
        if (isNone()) {
            lock.lock();
            try {
                emptied.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    List<JobRun<T>> all() {
        return List.copyOf(runs);
    }

    int count() {
        return runs.size();
    }

    /** False when there are still some, or may be, after that time. */
    boolean awaitNone(Duration bound) {
        var left = TimeUnit.NANOSECONDS.convert(bound); // of any length
        lock.lock();
        try {
            while (!isNone()) {
                if (left <= 0) {
                    return false;
                }
                left = emptied.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return isNone();
        } finally {
            lock.unlock();
        }
    }
}
