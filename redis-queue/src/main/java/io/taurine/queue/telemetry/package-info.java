/**
 * What queues and workers need of a tracing and metrics library, without depending on one:
 * {@link io.taurine.queue.telemetry.Telemetry}. Start with
 * {@link io.taurine.queue.opentelemetry.OpenTelemetryTelemetry}, which most users want.
 */
@NullMarked
package io.taurine.queue.telemetry;

import org.jspecify.annotations.NullMarked;
