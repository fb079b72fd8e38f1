package io.taurine.server.local;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The machine's clock. One that is set anew while something waits is noticed within a second. */
final class SystemTime implements LocalTime {

    private static final Logger LOG = LoggerFactory.getLogger(SystemTime.class);
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

    private final ScheduledThreadPoolExecutor timer;

    SystemTime(String name) {
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            var thread = new Thread(task, "taurine-local-" + name + "-timer");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public Alarm at(Instant instant, Runnable action) {
        var alarm = new Waiting(instant, action);
        alarm.sleep();
        return alarm;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Waiting implements Alarm, Runnable {

        private final Instant at;
        private final Runnable action;
        private volatile boolean cancelled;
        private volatile @Nullable Future<?> sleeping;

        Waiting(Instant at, Runnable action) {
            this.at = at;
            this.action = action;
        }

        void sleep() {
            var left = Duration.between(instant(), at);
            var sleep = left.compareTo(LONGEST_SLEEP) < 0 ? left : LONGEST_SLEEP;
            try {
                sleeping = timer.schedule(this, Math.max(0, sleep.toNanos()), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.debug("Nothing is done any more at {}", at);
            }
        }

        @Override
        public void run() {
            if (cancelled) {
                return;
            }
            if (instant().isBefore(at)) {
                sleep();
                return;
            }
            try {
                action.run();
            } catch (RuntimeException e) { // our own bug; the next alarm must not depend on it
                LOG.error("What was to be done at {} failed", at, e);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            var task = sleeping;
            if (task != null) {
                task.cancel(false);
            }
        }
    }
}
