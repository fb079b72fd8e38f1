package io.taurine.queue;

import static io.taurine.queue.internal.Await.result;

import io.taurine.job.JobState;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The side of a {@link Queue} that looks at the queue as a whole. Nothing here changes anything. */
public interface QueueInspector {

    /** What the queue stores about itself, limits and pause included. */
    default QueueSettings getMeta() {
        return result(getMetaAsync());
    }

    CompletionStage<QueueSettings> getMetaAsync();

    /** All data points of {@link #getMetrics(JobState, long, long)}. */
    default JobMetrics getMetrics(JobState ended) {
        return result(getMetricsAsync(ended));
    }

    default CompletionStage<JobMetrics> getMetricsAsync(JobState ended) {
        return getMetricsAsync(ended, 0, -1);
    }

    /**
     * How many jobs ended, in all and per minute, as workers with metrics recorded it (BullMQ's, and ours with
     * {@code WorkerBuilder.metrics}); zeros when none did.
     *
     * @param ended completed or failed
     * @param from index of the newest point wanted, from 0
     * @param to index of the oldest point wanted, inclusive; -1 for all
     */
    default JobMetrics getMetrics(JobState ended, long from, long to) {
        return result(getMetricsAsync(ended, from, to));
    }

    CompletionStage<JobMetrics> getMetricsAsync(JobState ended, long from, long to);

    /** {@link #exportPrometheusMetrics(Map)} without further labels. */
    default String exportPrometheusMetrics() {
        return result(exportPrometheusMetricsAsync());
    }

    default CompletionStage<String> exportPrometheusMetricsAsync() {
        return exportPrometheusMetricsAsync(Map.of());
    }

    /**
     * The text that Prometheus scrapes: jobs by state, and the ends that workers with metrics counted. Names and form are
     * BullMQ's.
     *
     * @param labels added to every line, in the order of the map: names of letters, digits and {@code _}, any values
     */
    default String exportPrometheusMetrics(Map<String, String> labels) {
        return result(exportPrometheusMetricsAsync(labels));
    }

    CompletionStage<String> exportPrometheusMetricsAsync(Map<String, String> labels);
}
