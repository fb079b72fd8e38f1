package io.taurine.worker;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.taurine.queue.opentelemetry.OpenTelemetryTelemetry;
import io.taurine.queue.telemetry.Telemetry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An OpenTelemetry of one test, whose spans and metrics stay in memory. */
final class Tracing implements AutoCloseable {

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    final OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .build();
    final Telemetry telemetry = OpenTelemetryTelemetry.create(sdk);

    List<SpanData> spans(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    /** The only span of that name, so far. */
    SpanData span(String name) {
        var found = spans(name);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans " + name + " among "
                    + spans.getFinishedSpanItems().stream()
                            .map(SpanData::getName)
                            .toList());
        }
        return found.get(0);
    }

    static Map<String, Object> attributes(Attributes attributes) {
        var map = new TreeMap<String, Object>();
        attributes.forEach((AttributeKey<?> key, Object value) -> map.put(key.getKey(), value));
        return map;
    }

    /** Value of a counter at the point with that state. */
    long counted(String metric, String state) {
        return metric(metric).getLongSumData().getPoints().stream()
                .filter(point -> state.equals(attributes(point.getAttributes()).get("bullmq.job.state")))
                .mapToLong(LongPointData::getValue)
                .sum();
    }

    MetricData metric(String name) {
        return metrics.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    @Override
    public void close() {
        sdk.close();
    }
}
