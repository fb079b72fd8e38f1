package io.taurine.worker;

import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.internal.WorkerGateway.HeldLock;
import io.taurine.queue.telemetry.TelemetryAttributes;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the locks of all running jobs in one call. A run whose lock is lost, or could not be renewed until it must have
 * expired, is told so: another worker may run its job by now.
 */
final class LockRenewer<T> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(LockRenewer.class);
    /** Bound on one script call: a lock takes about 6 microseconds. */
    private static final int MAX_LOCKS = 250;

    private final WorkerGateway gateway;
    private final RunningJobs<T> running;
    private final long lockNanos;
    private final long dueNanos;
    private final LongSupplier nanos;
    private final ListenerThread<T> listeners;
    private final @Nullable WorkerTelemetry telemetry;
    private final BiConsumer<JobRun<T>, String> canceller;
    private volatile boolean underWay;

    LockRenewer(
            WorkerGateway gateway,
            RunningJobs<T> running,
            Duration lockDuration,
            Duration renewTime,
            LongSupplier nanos,
            ListenerThread<T> listeners,
            @Nullable WorkerTelemetry telemetry,
            BiConsumer<JobRun<T>, String> canceller) {
        this.gateway = gateway;
        this.running = running;
        this.lockNanos = lockDuration.toNanos();
        this.dueNanos = renewTime.toNanos() / 2;
        this.nanos = nanos;
        this.listeners = listeners;
        this.telemetry = telemetry;
        this.canceller = canceller;
    }

    void start(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(this, dueNanos, dueNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void run() {
        try {
            var now = nanos.getAsLong();
            var runs = running.all();
            runs.stream().filter(run -> now - run.lockedUntilNanos() > 0).forEach(this::lost);
            if (underWay) {
                return;
            }
            var due = runs.stream()
                    // A lock that its processor extended further is left alone until it is as old as the others.
                    .filter(run -> run.lockedUntilNanos() - now <= lockNanos - dueNanos && !run.isLockLost())
                    .toList();
            for (int from = 0; from < due.size(); from += MAX_LOCKS) {
                renew(due.subList(from, Math.min(due.size(), from + MAX_LOCKS)), now);
            }
        } catch (RuntimeException e) { // a timer whose task throws is never called again
            LOG.error("Locks of queue {} could not be renewed", gateway.keys().queue(), e);
        }
    }

    private void renew(List<JobRun<T>> runs, long sentNanos) {
        underWay = true;
        var locks =
                runs.stream().map(run -> new HeldLock(run.id(), run.token())).toList();
        var span = telemetry == null ? null : startSpan(telemetry, locks);
        gateway.extendLocks(TimeUnit.NANOSECONDS.toMillis(lockNanos), locks).whenComplete((reply, failure) -> {
            underWay = false;
            if (span != null) {
                if (failure != null) {
                    span.recordFailure(failure);
                }
                span.end();
            }
            if (failure != null) {
                listeners.tell(listener -> listener.onLockRenewalFailed(ids(runs)));
                LOG.warn(
                        "{} locks of queue {} could not be renewed, will be tried again: {}",
                        runs.size(),
                        gateway.keys().queue(),
                        failure.getMessage());
                return;
            }
            var lost = new HashSet<>(reply.lost());
            for (var run : runs) {
                if (lost.contains(run.id())) {
                    lost(run);
                } else {
                    // Its processor may have extended it further meanwhile.
                    run.lockedUntil(Math.max(run.lockedUntilNanos(), sentNanos + lockNanos));
                    var cancelled = reply.cancelled().get(run.id());
                    if (cancelled != null) {
                        canceller.accept(run, cancelled);
                    }
                }
            }
            if (!lost.isEmpty()) {
                listeners.tell(listener -> listener.onLockRenewalFailed(List.copyOf(lost)));
            }
            if (lost.size() < runs.size()) {
                listeners.tell(listener -> listener.onLocksRenewed(
                        ids(runs).stream().filter(id -> !lost.contains(id)).toList()));
            }
        });
    }

    private static List<String> ids(List<? extends JobRun<?>> runs) {
        return runs.stream().map(JobRun::id).toList();
    }

    private static TelemetrySpan startSpan(WorkerTelemetry telemetry, List<HeldLock> locks) {
        var span = telemetry.ownWork("extendLocks");
        span.setAttribute(
                TelemetryAttributes.WORKER_JOBS_TO_EXTEND_LOCKS,
                locks.stream().map(HeldLock::jobId).toList());
        return span;
    }

    private void lost(JobRun<T> run) {
        // A run that is being settled gives its lock up by itself.
        if (run.phase() == JobRun.Phase.RUNNING && run.loseLock()) {
            LOG.warn(
                    "The lock of job {} in queue {} was lost; its result will be discarded",
                    run.id(),
                    gateway.keys().queue());
            listeners.measure(meter -> meter.lockLost(run.job()));
            listeners.tell(listener -> listener.onLockLost(run.job()));
        }
    }
}
