/**
 * Numbers about jobs and what follows from them: {@link io.taurine.server.metric.MetricsService} counts,
 * {@link io.taurine.server.metric.HealthReader} looks for what is wrong, {@link io.taurine.server.metric.AlertService} tells
 * people, {@link io.taurine.server.metric.PrometheusMetrics} tells Prometheus.
 */
@NullMarked
package io.taurine.server.metric;

import org.jspecify.annotations.NullMarked;
