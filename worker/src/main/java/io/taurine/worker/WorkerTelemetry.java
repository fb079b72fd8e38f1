package io.taurine.worker;

import io.taurine.job.Job;
import io.taurine.job.JobOptionsJson;
import io.taurine.job.PayloadException;
import io.taurine.queue.internal.NextRunMaker;
import io.taurine.queue.internal.Settlement;
import io.taurine.queue.telemetry.SpanKind;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.Telemetry;
import io.taurine.queue.telemetry.TelemetryAttributes;
import io.taurine.queue.telemetry.TelemetryMetric;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.Map;
import java.util.function.Consumer;

/** The spans of one worker. There is none in a worker without telemetry. */
final class WorkerTelemetry {

    private final Telemetry telemetry;
    private final String queue;
    private final String workerId;
    private final String workerName;

    WorkerTelemetry(Telemetry telemetry, String queue, String workerId, String workerName) {
        this.telemetry = telemetry;
        this.queue = queue;
        this.workerId = workerId;
        this.workerName = workerName;
    }

    /** Starts the span of a run, under the context that travelled in the job. */
    TracedRun started(Job<?> job) {
        var span = start("process", SpanKind.CONSUMER, parentOf(job));
        describeWorker(span);
        describeJob(span, job);
        return new TracedRun(this, span, job);
    }

    private static SpanParent parentOf(Job<?> job) {
        return parentOf(job.fields());
    }

    private static SpanParent parentOf(Map<String, String> fields) {
        try {
            var options = JobOptionsJson.read(fields.get("opts"));
            return options.telemetryMetadata().map(SpanParent::metadata).orElse(SpanParent.none());
        } catch (PayloadException unreadable) { // the job fails with it in a moment
            return SpanParent.none();
        }
    }

    /** A span of the step that records how a job leaves its worker. */
    TelemetrySpan recording(Settlement settlement, SpanParent parent, Job<?> job) {
        var outcome = settlement.arguments().get(0);
        var operation = switch (outcome) {
            case "completed" -> "complete";
            case "failed" -> "fail";
            default -> outcome;
        };
        var span = start(operation, SpanKind.INTERNAL, parent);
        describeJob(span, job);
        return span;
    }

    /** Notes a job that was claimed by hand, in the trace that it carries. */
    void claimedByHand(Job<?> job) {
        var span = ownWork("getNextJob", parentOf(job));
        span.setAttribute(TelemetryAttributes.JOB_ID, job.id());
        span.end();
    }

    /**
     * The span of the next run of a job scheduler, like that of the upsert and in its trace, which the run before carries.
     * With BullMQ it is chance whether it is in that trace or in none.
     */
    NextRunMaker.Watcher.Result makingNextRun(String schedulerId, Map<String, String> claimed) {
        var destination = queue + "." + claimed.getOrDefault("name", "");
        var span = start("add", destination, SpanKind.PRODUCER, parentOf(claimed));
        span.setAttribute(TelemetryAttributes.JOB_SCHEDULER_ID, schedulerId);
        return (made, failure) -> {
            if (made != null) {
                span.setAttribute(TelemetryAttributes.JOB_ID, made);
            }
            if (failure != null) {
                span.recordFailure(failure);
            }
            span.end();
        };
    }

    /** A span of the worker's own work, which belongs to no job's trace. */
    TelemetrySpan ownWork(String operation) {
        return ownWork(operation, SpanParent.none());
    }

    private TelemetrySpan ownWork(String operation, SpanParent parent) {
        var span = start(operation, SpanKind.INTERNAL, parent);
        describeWorker(span);
        return span;
    }

    /** A span around something the application asked of the worker. */
    void around(String operation, Consumer<TelemetrySpan> attributes, Runnable call) {
        var span = ownWork(operation, SpanParent.current());
        attributes.accept(span);
        try (var scope = span.makeCurrent()) {
            call.run();
        } finally {
            span.end();
        }
    }

    private TelemetrySpan start(String operation, SpanKind kind, SpanParent parent) {
        return start(operation, queue, kind, parent);
    }

    private TelemetrySpan start(String operation, String destination, SpanKind kind, SpanParent parent) {
        var span = telemetry.startSpan(operation + " " + destination, kind, parent);
        span.setAttribute(TelemetryAttributes.QUEUE_NAME, queue);
        span.setAttribute(TelemetryAttributes.QUEUE_OPERATION, operation);
        return span;
    }

    private void describeWorker(TelemetrySpan span) {
        span.setAttribute(TelemetryAttributes.WORKER_ID, workerId);
        if (!workerName.isEmpty()) {
            span.setAttribute(TelemetryAttributes.WORKER_NAME, workerName);
        }
    }

    private static void describeJob(TelemetrySpan span, Job<?> job) {
        span.setAttribute(TelemetryAttributes.JOB_ID, job.id());
        span.setAttribute(TelemetryAttributes.JOB_NAME, job.name());
    }

    /** Counts how a job left its worker, and how long that took since its start. */
    void count(Settlement settlement, Job<?> job, long startedNanos) {
        var millis = (System.nanoTime() - startedNanos) / 1e6;
        switch (settlement.arguments().get(0)) {
            case "completed" -> count(TelemetryMetric.JOBS_COMPLETED, "completed", job, millis);
            case "failed" -> count(TelemetryMetric.JOBS_FAILED, "failed", job, millis);
            case "retry" -> count(TelemetryMetric.JOBS_RETRIED, "retried", job, millis);
            case "delay", "postpone" -> count(TelemetryMetric.JOBS_DELAYED, "delayed", job, millis);
            case "requeue" -> count(TelemetryMetric.JOBS_WAITING, "waiting", job, millis);
            default -> count(TelemetryMetric.JOBS_WAITING_CHILDREN, "waiting-children", job, millis);
        }
    }

    private void count(TelemetryMetric counter, String state, Job<?> job, double millis) {
        var attributes = Map.of(
                TelemetryAttributes.QUEUE_NAME,
                queue,
                TelemetryAttributes.JOB_NAME,
                job.name(),
                TelemetryAttributes.JOB_STATE,
                state);
        telemetry.record(counter, 1, attributes);
        telemetry.record(TelemetryMetric.JOB_DURATION, millis, attributes);
    }
}
