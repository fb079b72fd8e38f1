package io.taurine.queue.telemetry;

/** What a span is in a trace. */
public enum SpanKind {
    /** Work inside. */
    INTERNAL,
    /** Hands a job to others. */
    PRODUCER,
    /** Works on a job of others. */
    CONSUMER
}
