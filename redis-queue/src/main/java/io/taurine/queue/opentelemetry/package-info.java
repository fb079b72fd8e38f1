/**
 * Telemetry by OpenTelemetry: {@link io.taurine.queue.opentelemetry.OpenTelemetryTelemetry}. Only this package touches that
 * library, which a program without tracing need not have.
 */
@NullMarked
package io.taurine.queue.opentelemetry;

import org.jspecify.annotations.NullMarked;
