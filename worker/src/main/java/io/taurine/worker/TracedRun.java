package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.TelemetryAttributes;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The span of one run, from its start until Redis has recorded its end. Ends once, whoever is first. */
final class TracedRun {

    /** A span is no place for a large result. */
    private static final int MAX_RESULT = 2048;

    private final WorkerTelemetry telemetry;
    private final TelemetrySpan span;
    private final Job<?> job;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable TelemetrySpan recording;

    TracedRun(WorkerTelemetry telemetry, TelemetrySpan span, Job<?> job) {
        this.telemetry = telemetry;
        this.span = span;
        this.job = job;
    }

    TelemetrySpan.Scope makeCurrent() {
        return span.makeCurrent();
    }

    /** The end of the run is about to be recorded: a failed attempt carries the context of that step. */
    Settlement recording(Settlement settlement) {
        endRecording(null); // Redis refused to complete a parent, say, and it fails now
        var step = telemetry.recording(settlement, SpanParent.span(span), job);
        recording = step;
        return step.metadata().map(settlement::withTelemetry).orElse(settlement);
    }

    /** Redis has recorded how the run ended. */
    void recorded(Settlement settlement, @Nullable Throwable failure) {
        endRecording(null);
        if (ended.get()) {
            return;
        }
        if (failure == null) {
            var result = settlement.arguments().get(1);
            span.addEvent(
                    "job completed",
                    TelemetryAttributes.JOB_RESULT,
                    result.length() > MAX_RESULT ? result.substring(0, MAX_RESULT) + "…" : result);
        } else {
            span.addEvent(
                    "job failed",
                    TelemetryAttributes.JOB_FAILED_REASON,
                    settlement.arguments().get(1));
            span.recordFailure(failure);
        }
        span.setAttribute(TelemetryAttributes.JOB_ATTEMPTS_MADE, job.attemptsMade() + 1L);
        count(settlement);
        end();
    }

    /** The processor moved its job, and Redis has recorded it. */
    void moved(Settlement settlement) {
        count(settlement);
    }

    /** The end of the run could not be recorded: its lock is lost, or Redis is. */
    void discarded(Throwable cause) {
        endRecording(cause);
        span.recordFailure(cause);
        end();
    }

    void end() {
        if (ended.compareAndSet(false, true)) {
            span.setAttribute(TelemetryAttributes.JOB_ATTEMPT_FINISHED_TIMESTAMP, System.currentTimeMillis());
            job.processedOn()
                    .ifPresent(at -> span.setAttribute(TelemetryAttributes.JOB_PROCESSED_TIMESTAMP, at.toEpochMilli()));
            span.end();
        }
    }

    private void endRecording(@Nullable Throwable cause) {
        var step = recording;
        if (step != null) {
            if (cause != null) {
                step.recordFailure(cause);
            }
            step.end();
            recording = null;
        }
    }

    private void count(Settlement settlement) {
        telemetry.count(settlement, job, startedNanos);
    }
}
