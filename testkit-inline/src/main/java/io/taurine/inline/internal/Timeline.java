package io.taurine.inline.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The virtual time and what is scheduled in it. Safe to share between threads. */
final class Timeline implements InstantSource {

    private final Instant start;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile long nanos;

    /** In the order in which it was scheduled. */
    @GuardedBy("lock")
    private final List<VirtualTimer.Task<?>> tasks = new ArrayList<>();

    Timeline(Instant start) {
        this.start = start;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(nanos);
    }

    long nanoTime() {
        return nanos;
    }

    /** The reading of {@link #nanoTime()} at an instant. */
    long nanosAt(Instant instant) {
        return Duration.between(start, instant).toNanos();
    }

    /** Moves on, never back. */
    void moveTo(long target) {
        nanos = Math.max(nanos, target);
    }

    void add(VirtualTimer.Task<?> task) {
        lock.lock();
        try {
            tasks.add(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * When the next task is due, {@code Long.MAX_VALUE} for never.
     *
     * @param withPeriodic false leaves out what is done again and again, which then waits for its next time
     */
    long nextDueNanos(boolean withPeriodic) {
        lock.lock();
        try {
            tasks.removeIf(VirtualTimer.Task::isOver);
            return tasks.stream()
                    .filter(task -> withPeriodic || !task.isPeriodic())
                    .mapToLong(VirtualTimer.Task::dueNanos)
                    .min()
                    .orElse(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    /** Runs what is due now, by time and then in the order in which it was scheduled. */
    void runDue(boolean withPeriodic) {
        for (var task : takeDue(withPeriodic)) {
            if (!task.isOver()) {
                task.run();
            }
        }
    }

    private List<VirtualTimer.Task<?>> takeDue(boolean withPeriodic) {
        lock.lock();
        try {
            if (!withPeriodic) {
                tasks.stream().filter(VirtualTimer.Task::isPeriodic).forEach(task -> task.skipTo(nanos));
            }
            var due = new ArrayList<>(
                    tasks.stream().filter(task -> task.dueNanos() <= nanos).toList());
            tasks.removeAll(due);
            due.sort(Comparator.comparingLong(VirtualTimer.Task::dueNanos));
            return due;
        } finally {
            lock.unlock();
        }
    }
}
