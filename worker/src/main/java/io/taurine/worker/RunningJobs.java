package io.taurine.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The runs whose locks this worker keeps: from claim until Redis has recorded their end, or they were given up. */
final class RunningJobs<T> {

    private final Set<JobRun<T>> runs = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition emptied = lock.newCondition();

    void add(JobRun<T> run) {
        runs.add(run);
    }

    void remove(JobRun<T> run) {
        runs.remove(run);
        if (runs.isEmpty()) {
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

    /** False when there are still some after that time. */
    boolean awaitNone(Duration bound) {
        var left = bound.toNanos();
        lock.lock();
        try {
            while (!runs.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = emptied.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return runs.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
