package io.taurine.queue.opentelemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.taurine.queue.telemetry.TelemetrySpan;
import java.util.List;
import java.util.Optional;

/** A span and the context that has it as its current one. */
final class OpenTelemetrySpan implements TelemetrySpan {

    private final Span span;
    private final Context context;
    private final ContextText contexts;

    OpenTelemetrySpan(Span span, Context context, ContextText contexts) {
        this.span = span;
        this.context = context;
        this.contexts = contexts;
    }

    Context context() {
        return context;
    }

    @Override
    public void setAttribute(String name, String value) {
        span.setAttribute(name, value);
    }

    @Override
    public void setAttribute(String name, long value) {
        span.setAttribute(name, value);
    }

    @Override
    public void setAttribute(String name, boolean value) {
        span.setAttribute(name, value);
    }

    @Override
    public void setAttribute(String name, List<String> values) {
        span.setAttribute(AttributeKey.stringArrayKey(name), values);
    }

    @Override
    public void addEvent(String name, String attribute, String value) {
        span.addEvent(name, Attributes.of(AttributeKey.stringKey(attribute), value));
    }

    @Override
    public void recordFailure(Throwable failure) {
        span.recordException(failure);
        span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage()));
    }

    @Override
    @SuppressWarnings("MustBeClosedChecker") // the caller closes what it is given
    public Scope makeCurrent() {
        return context.makeCurrent()::close;
    }

    @Override
    public Optional<String> metadata() {
        return contexts.write(context);
    }

    @Override
    public void end() {
        span.end();
    }
}
