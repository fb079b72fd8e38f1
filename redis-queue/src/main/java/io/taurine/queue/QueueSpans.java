package io.taurine.queue;

import static io.taurine.queue.internal.Await.unwrapped;

import io.taurine.queue.internal.Await;
import io.taurine.queue.telemetry.SpanKind;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.Telemetry;
import io.taurine.queue.telemetry.TelemetryAttributes;
import io.taurine.queue.telemetry.TelemetryMetric;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A span around each call that changes the queue or its jobs, when the queue has telemetry. */
final class QueueSpans {

    private final @Nullable Telemetry telemetry;
    private final String queue;

    QueueSpans(@Nullable Telemetry telemetry, String queue) {
        this.telemetry = telemetry;
        this.queue = queue;
    }

    <R> CompletionStage<R> around(String operation, Supplier<CompletionStage<R>> call) {
        return around(operation, span -> {}, call);
    }

    <R> CompletionStage<R> around(
            String operation, Consumer<TelemetrySpan> attributes, Supplier<CompletionStage<R>> call) {
        return around(operation, attributes, call, (span, result) -> {});
    }

    <R> CompletionStage<R> around(
            String operation,
            Consumer<TelemetrySpan> attributes,
            Supplier<CompletionStage<R>> call,
            BiConsumer<TelemetrySpan, R> outcome) {
        if (telemetry == null) {
            return unwrapped(call.get());
        }
        // BullMQ counts a retry of many jobs among the producers.
        var kind = operation.equals("retryJobs") ? SpanKind.PRODUCER : SpanKind.INTERNAL;
        var span = telemetry.startSpan(operation + " " + queue, kind, SpanParent.current());
        span.setAttribute(TelemetryAttributes.QUEUE_NAME, queue);
        span.setAttribute(TelemetryAttributes.QUEUE_OPERATION, operation);
        attributes.accept(span);
        CompletionStage<R> running;
        try {
            running = call.get();
        } catch (RuntimeException e) {
            span.recordFailure(e);
            span.end();
            throw e;
        }
        return unwrapped(running.whenComplete((result, failure) -> {
            if (failure == null) {
                outcome.accept(span, result);
            } else {
                span.recordFailure(Await.unwrap(failure));
            }
            span.end();
        }));
    }

    /** Sets the gauge of each state. */
    void record(JobCounts counts) {
        if (telemetry != null) {
            counts.byState()
                    .forEach((state, count) -> telemetry.record(
                            TelemetryMetric.QUEUE_JOBS,
                            count,
                            Map.of(
                                    TelemetryAttributes.QUEUE_NAME,
                                    queue,
                                    TelemetryAttributes.QUEUE_JOBS_STATE,
                                    state.wireName())));
        }
    }
}
