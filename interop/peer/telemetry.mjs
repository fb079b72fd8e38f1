// OpenTelemetry with BullMQ's own plug-in, whose spans and metrics stay in memory until a test takes them. Loaded at its first use.
import { context, metrics, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { DataPointType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { BullMQOtel } from 'bullmq-otel';

const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const exporter = new InMemorySpanExporter();

/** Collects only when a test asks. */
class AskedReader extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}
const reader = new AskedReader();

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));

metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));

export const plugin = new BullMQOtel({ tracerName: 'peer', meterName: 'peer', enableMetrics: true });

/** The context a job runs in, as text, for a job to return. */
export const currentTrace = () => trace.getActiveSpan()?.spanContext() ?? null;

/** The spans of one queue that have ended since the last call. */
export function takeSpans(queue) {
  const all = exporter.getFinishedSpans();
  exporter.reset();
  return all
    .filter((span) => span.attributes['bullmq.queue.name'] === queue)
    .map((span) => ({
      name: span.name,
      kind: KINDS[span.kind],
      traceId: span.spanContext().traceId,
      spanId: span.spanContext().spanId,
      parentSpanId: span.parentSpanContext?.spanId ?? null,
      attributes: span.attributes,
      events: span.events.map((event) => ({ name: event.name, attributes: event.attributes ?? {} })),
    }));
}

/** What was recorded for one queue so far; a point of a histogram is told by its count and bounds. */
export async function metricsOf(queue) {
  const { resourceMetrics } = await reader.collect();
  return resourceMetrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .map(({ descriptor, dataPointType, dataPoints }) => ({
      name: descriptor.name,
      unit: descriptor.unit,
      description: descriptor.description,
      type: DataPointType[dataPointType],
      points: dataPoints
        .filter((point) => point.attributes['bullmq.queue.name'] === queue)
        .map(({ attributes, value }) => ({
          attributes,
          ...(typeof value === 'number' ? { value } : { value: value.count, bounds: value.buckets.boundaries }),
        })),
    }))
    .filter((metric) => metric.points.length > 0);
}
