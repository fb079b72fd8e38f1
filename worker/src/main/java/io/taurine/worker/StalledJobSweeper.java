package io.taurine.worker;

import io.taurine.queue.internal.WorkerGateway;
import io.taurine.queue.telemetry.TelemetryAttributes;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts jobs whose worker went silent back in line, at start and then once per interval. */
final class StalledJobSweeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(StalledJobSweeper.class);

    private final WorkerGateway gateway;
    private final int maxStalledCount;
    private final long intervalMillis;
    private final ListenerThread<?> listeners;
    private final @Nullable WorkerTelemetry telemetry;

    StalledJobSweeper(
            WorkerGateway gateway,
            int maxStalledCount,
            Duration interval,
            ListenerThread<?> listeners,
            @Nullable WorkerTelemetry telemetry) {
        this.gateway = gateway;
        this.maxStalledCount = maxStalledCount;
        this.intervalMillis = interval.toMillis();
        this.listeners = listeners;
        this.telemetry = telemetry;
    }

    void start(ScheduledExecutorService timer) {
        timer.scheduleWithFixedDelay(this, 0, intervalMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void run() {
        try {
            var span = telemetry == null ? null : telemetry.ownWork("moveStalledJobsToWait");
            gateway.recoverStalled(maxStalledCount, intervalMillis).whenComplete((ids, failure) -> {
                endSpan(span, ids, failure);
                if (failure != null) {
                    LOG.debug(
                            "No check for stalled jobs in queue {}: {}",
                            gateway.keys().queue(),
                            failure.getMessage());
                    return;
                }
                if (!ids.isEmpty()) {
                    listeners.measure(meter -> meter.stalled(gateway.keys().queue(), ids.size()));
                }
                for (var id : ids) {
                    LOG.warn(
                            "Job {} in queue {} stalled and was put back in line",
                            id,
                            gateway.keys().queue());
                    listeners.tell(listener -> listener.onStalled(id));
                }
            });
        } catch (RuntimeException e) { // a timer whose task throws is never called again
            LOG.error(
                    "Stalled jobs of queue {} could not be looked for",
                    gateway.keys().queue(),
                    e);
        }
    }

    private static void endSpan(@Nullable TelemetrySpan span, @Nullable List<String> ids, @Nullable Throwable failure) {
        if (span == null) {
            return;
        }
        if (ids != null) {
            span.setAttribute(TelemetryAttributes.WORKER_STALLED_JOBS, ids);
        }
        if (failure != null) {
            span.recordFailure(failure);
        }
        span.end();
    }
}
