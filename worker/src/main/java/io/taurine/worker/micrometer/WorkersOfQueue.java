package io.taurine.worker.micrometer;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.taurine.worker.Worker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Gauges over the workers that one queue has in this process. Their ids are no tags: each restart would add a series. */
final class WorkersOfQueue {

    private final Set<Worker<?>> workers = ConcurrentHashMap.newKeySet();

    void register(MeterRegistry registry, Tags tags) {
        TimeGauge.builder("taurine.worker.fetch.age", this, TimeUnit.MILLISECONDS, WorkersOfQueue::oldestFetchMillis)
                .description("Time since the worker that has been silent for longest heard from its queue")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Gauge.builder("taurine.worker.running", this, WorkersOfQueue::running)
                .description("Jobs that run now")
                .tags(tags)
                .strongReference(true)
                .register(registry);
        Gauge.builder("taurine.worker.concurrency", this, WorkersOfQueue::concurrency)
                .description("Jobs that may run at once")
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    void add(Worker<?> worker) {
        workers.add(worker);
    }

    void remove(Worker<?> worker) {
        workers.remove(worker);
    }

    /** NaN when there is no worker: an age of nothing is no age of zero. */
    private double oldestFetchMillis() {
        return workers.stream()
                .mapToDouble(worker -> worker.sinceLastFetch().toMillis())
                .max()
                .orElse(Double.NaN);
    }

    private double running() {
        return workers.stream().mapToInt(Worker::runningJobs).sum();
    }

    private double concurrency() {
        return workers.stream().mapToInt(Worker::concurrency).sum();
    }
}
