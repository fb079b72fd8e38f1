// OpenTelemetry with BullMQ's own plug-in, whose spans stay in memory until a test takes them. Loaded at its first use.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { BullMQOtel } from 'bullmq-otel';

const KINDS = ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const exporter = new InMemorySpanExporter();

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));

export const plugin = new BullMQOtel({ tracerName: 'peer' });

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
