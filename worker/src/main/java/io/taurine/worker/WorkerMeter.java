package io.taurine.worker;

import io.taurine.job.Job;
import java.time.Duration;

/**
 * What a metrics library hears of workers, in the threads where it happens: calls must be quick and must not block. One
 * object may serve many workers. What it throws is logged. Start with
 * {@link io.taurine.worker.micrometer.MicrometerMeter}.
 */
public interface WorkerMeter {

    /** How a run ended. */
    enum RunEnd {
        COMPLETED,
        /** Failed, and the job will be tried again. */
        RETRIED,
        /** Failed for good. */
        FAILED
    }

    /** A worker has started, whose state gauges may show. */
    default void started(Worker<?> worker) {}

    /** It has closed. */
    default void closed(Worker<?> worker) {}

    /** Redis has recorded the end of a run; {@code ran} is the time that the processor took. */
    default void runEnded(Job<?> job, RunEnd end, Duration ran) {}

    /** A claim brought that many jobs; claims that brought none are not told. */
    default void claimed(String queueName, int jobs) {}

    /** The ends of that many runs left in one call. */
    default void settled(String queueName, int runs) {}

    /** Jobs of silent workers were put back in line. */
    default void stalled(String queueName, int jobs) {}

    /** A run lost its lock; its outcome is discarded. */
    default void lockLost(Job<?> job) {}
}
