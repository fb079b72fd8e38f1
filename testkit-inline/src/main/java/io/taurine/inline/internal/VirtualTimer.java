package io.taurine.inline.internal;

import io.taurine.queue.internal.DirectExecutor;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One user's view of the {@link Timeline}: what it schedules ends with it. */
final class VirtualTimer extends DirectExecutor implements ScheduledExecutorService {

    private final Timeline timeline;

    VirtualTimer(Timeline timeline) {
        this.timeline = timeline;
    }

    /** A task, once or again and again. */
    final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

        private final long periodNanos;
        private volatile long dueNanos;

        Task(Callable<V> work, long delayNanos, long periodNanos) {
            super(work);
            this.periodNanos = periodNanos;
            this.dueNanos = timeline.nanoTime() + Math.max(0, delayNanos);
        }

        long dueNanos() {
            return dueNanos;
        }

        /** Later than now, in its own rhythm: what was missed is not made up for. */
        void skipTo(long nanos) {
            var due = dueNanos;
            if (due <= nanos) {
                dueNanos = due + ((nanos - due) / periodNanos + 1) * periodNanos;
            }
        }

        @Override
        public boolean isPeriodic() {
            return periodNanos > 0;
        }

        boolean isOver() {
            return isDone() || isShutdown();
        }

        @Override
        public void run() {
            if (!isPeriodic()) {
                super.run();
            } else if (runAndReset()) {
                dueNanos = timeline.nanoTime() + periodNanos;
                timeline.add(this);
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNanos - timeline.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private <V> Task<V> add(Callable<V> work, long delayNanos, long periodNanos) {
        if (isShutdown()) {
            throw new RejectedExecutionException("the timer is shut down");
        }
        var task = new Task<>(work, delayNanos, periodNanos);
        timeline.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return add(
                () -> {
                    work.run();
                    return Boolean.TRUE;
                },
                unit.toNanos(delay),
                0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        return add(work, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable work, long initialDelay, long period, TimeUnit unit) {
        return add(
                () -> {
                    work.run();
                    return Boolean.TRUE;
                },
                unit.toNanos(initialDelay),
                Math.max(1, unit.toNanos(period)));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable work, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(work, initialDelay, delay, unit);
    }
}
