package io.taurine.examples;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Prints each span where a real program sends it to a collector. */
final class SpanPrinter implements SpanExporter {

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        spans.forEach(span -> System.out.println(span.getKind() + " " + span.getName() + " in trace "
                + span.getTraceId() + " under " + span.getParentSpanId()));
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
