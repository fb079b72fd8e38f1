package io.taurine.queue.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongGauge;
import io.opentelemetry.api.metrics.Meter;
import io.taurine.queue.telemetry.TelemetryMetric;
import java.util.EnumMap;
import java.util.Map;

/** The instruments of one meter, made once. */
final class Instruments {

    private final Map<TelemetryMetric, LongCounter> counters = new EnumMap<>(TelemetryMetric.class);
    private final Map<TelemetryMetric, DoubleHistogram> histograms = new EnumMap<>(TelemetryMetric.class);
    private final Map<TelemetryMetric, LongGauge> gauges = new EnumMap<>(TelemetryMetric.class);

    Instruments(Meter meter) {
        for (var metric : TelemetryMetric.values()) {
            switch (metric.type()) {
                case COUNTER ->
                    counters.put(
                            metric,
                            meter.counterBuilder(metric.metricName())
                                    .setUnit(metric.unit())
                                    .setDescription(metric.description())
                                    .build());
                case HISTOGRAM ->
                    histograms.put(
                            metric,
                            meter.histogramBuilder(metric.metricName())
                                    .setUnit(metric.unit())
                                    .setDescription(metric.description())
                                    .build());
                case GAUGE ->
                    gauges.put(
                            metric,
                            meter.gaugeBuilder(metric.metricName())
                                    .ofLongs()
                                    .setUnit(metric.unit())
                                    .setDescription(metric.description())
                                    .build());
            }
        }
    }

    void record(TelemetryMetric metric, double value, Map<String, String> attributes) {
        var converted = convert(attributes);
        var counter = counters.get(metric);
        var histogram = histograms.get(metric);
        var gauge = gauges.get(metric);
        if (counter != null) {
            counter.add((long) value, converted);
        } else if (histogram != null) {
            histogram.record(value, converted);
        } else if (gauge != null) {
            gauge.set((long) value, converted);
        }
    }

    private static Attributes convert(Map<String, String> attributes) {
        AttributesBuilder builder = Attributes.builder();
        attributes.forEach(builder::put);
        return builder.build();
    }
}
