package io.taurine.queue.telemetry;

import java.util.Map;

/**
 * A tracing and metrics library as queues and workers use it. They ask for spans with the names, kinds and attributes of
 * BullMQ, so that one trace and one dashboard hold whatever language a service is written in. What an implementation throws
 * is logged and harms no job. Safe to share between threads.
 */
public interface Telemetry {

    /** Starts a span. It becomes the thread's current one only by {@link TelemetrySpan#makeCurrent}. */
    TelemetrySpan startSpan(String name, SpanKind kind, SpanParent parent);

    /** Adds to a counter, notes a value of a histogram, or sets a gauge. Does nothing by default. */
    default void record(TelemetryMetric metric, double value, Map<String, String> attributes) {}
}
