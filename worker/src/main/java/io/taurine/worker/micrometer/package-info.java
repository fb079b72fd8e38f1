/**
 * Metrics by Micrometer: {@link io.taurine.worker.micrometer.MicrometerMeter} for workers,
 * {@link io.taurine.worker.micrometer.QueueGauges} for queues. Only this package touches that library, which a program
 * without metrics need not have.
 */
@NullMarked
package io.taurine.worker.micrometer;

import org.jspecify.annotations.NullMarked;
