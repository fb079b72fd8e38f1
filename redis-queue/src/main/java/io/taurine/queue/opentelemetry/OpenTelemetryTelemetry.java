package io.taurine.queue.opentelemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.taurine.queue.telemetry.SpanKind;
import io.taurine.queue.telemetry.SpanParent;
import io.taurine.queue.telemetry.Telemetry;
import io.taurine.queue.telemetry.TelemetryMetric;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.Map;

/**
 * {@link Telemetry} by OpenTelemetry. Give it to {@code QueueOptions} and to workers: traces then run from the producer
 * through the job to its processor, in whatever language either is. Contexts travel by the propagator of the given
 * OpenTelemetry, or by W3C trace context where it has none. Thread-safe.
 */
public final class OpenTelemetryTelemetry implements Telemetry {

    private static final String SCOPE = "io.taurine";

    private final Tracer tracer;
    private final Instruments instruments;
    private final ContextText contexts;

    private OpenTelemetryTelemetry(OpenTelemetry openTelemetry) {
        tracer = openTelemetry.getTracer(SCOPE);
        instruments = new Instruments(openTelemetry.getMeter(SCOPE));
        contexts = new ContextText(openTelemetry.getPropagators().getTextMapPropagator());
    }

    /** Uses that OpenTelemetry, which the caller closes; {@code GlobalOpenTelemetry.get()} with the Java agent. */
    public static OpenTelemetryTelemetry create(OpenTelemetry openTelemetry) {
        return new OpenTelemetryTelemetry(openTelemetry);
    }

    @Override
    public TelemetrySpan startSpan(String name, SpanKind kind, SpanParent parent) {
        var context = contextOf(parent);
        var span = tracer.spanBuilder(name)
                .setParent(context)
                .setSpanKind(kindOf(kind))
                .startSpan();
        return new OpenTelemetrySpan(span, context.with(span), contexts);
    }

    private Context contextOf(SpanParent parent) {
        if (parent.isCurrent()) {
            return Context.current();
        }
        if (parent.span().orElse(null) instanceof OpenTelemetrySpan ours) {
            return ours.context();
        }
        return parent.metadata().map(contexts::read).orElse(Context.root());
    }

    private static io.opentelemetry.api.trace.SpanKind kindOf(SpanKind kind) {
        return switch (kind) {
            case INTERNAL -> io.opentelemetry.api.trace.SpanKind.INTERNAL;
            case PRODUCER -> io.opentelemetry.api.trace.SpanKind.PRODUCER;
            case CONSUMER -> io.opentelemetry.api.trace.SpanKind.CONSUMER;
        };
    }

    @Override
    public void record(TelemetryMetric metric, double value, Map<String, String> attributes) {
        instruments.record(metric, value, attributes);
    }
}
