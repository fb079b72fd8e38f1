package io.taurine.server.metric;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers for Prometheus, through Micrometer. Those about jobs are of the whole cluster, whichever process is asked: take the
 * maximum over processes, not the sum. Safe to share between threads.
 */
public final class PrometheusMetrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PrometheusMetrics.class);

    private final MetricsService metrics;
    private final PrometheusMeterRegistry registry;
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final MultiGauge jobs;
    private final MultiGauge executions;
    private final MultiGauge throughput;
    private final MultiGauge runTime;
    private final MultiGauge queueTime;

    public PrometheusMetrics(MetricsService metrics) {
        this(metrics, newRegistry());
    }

    /** @param registry that other meters of the process are in already; is closed with this */
    public PrometheusMetrics(MetricsService metrics, PrometheusMeterRegistry registry) {
        this.metrics = metrics;
        this.registry = registry;
        this.jobs = gauge("taurine.server.jobs", "Jobs there are now, by status", "jobs");
        this.executions = gauge("taurine.server.executions.day", "Executions of the last 24 hours, by outcome", "");
        this.throughput = gauge("taurine.server.jobs.ended", "Jobs that ended, by span", "jobs");
        this.runTime = gauge("taurine.server.run.time", "How long executions took in the last 24 hours", "seconds");
        this.queueTime = gauge("taurine.server.queue.time", "How long jobs had waited in the last 24 hours", "seconds");
        garbageCollection.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    public static PrometheusMeterRegistry newRegistry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    private MultiGauge gauge(String name, String description, String unit) {
        var gauge = MultiGauge.builder(name).description(description);
        return (unit.isEmpty() ? gauge : gauge.baseUnit(unit)).register(registry);
    }

    /** For other meters of the process. */
    public MeterRegistry registry() {
        return registry;
    }

    /** In Prometheus's text format 0.0.4. When the numbers cannot be had, those there were before are told. */
    public String scrape() {
        try {
            refresh(metrics.definitions());
        } catch (RuntimeException e) {
            LOG.warn("The numbers about jobs could not be refreshed", e);
        }
        return registry.scrape();
    }

    private void refresh(List<JobNumbers> definitions) {
        var jobRows = new ArrayList<Row<?>>();
        var executionRows = new ArrayList<Row<?>>();
        var throughputRows = new ArrayList<Row<?>>();
        var runRows = new ArrayList<Row<?>>();
        var queueRows = new ArrayList<Row<?>>();
        for (var numbers : definitions) {
            var tags = Tags.of("definition", numbers.definitionKey());
            numbers.jobs()
                    .forEach((status, count) -> jobRows.add(Row.of(tags.and("status", status.wireName()), count)));
            numbers.lastDay()
                    .executions()
                    .forEach((outcome, count) ->
                            executionRows.add(Row.of(tags.and("outcome", outcome.wireName()), count)));
            throughputRows.add(
                    Row.of(tags.and("span", "hour"), numbers.throughput().lastHour()));
            throughputRows.add(
                    Row.of(tags.and("span", "day"), numbers.throughput().lastDay()));
            throughputRows.add(
                    Row.of(tags.and("span", "week"), numbers.throughput().lastWeek()));
            addTimes(runRows, tags, numbers.lastDay().run());
            addTimes(queueRows, tags, numbers.lastDay().queue());
        }
        jobs.register(jobRows, true);
        executions.register(executionRows, true);
        throughput.register(throughputRows, true);
        runTime.register(runRows, true);
        queueTime.register(queueRows, true);
    }

    private static void addTimes(List<Row<?>> rows, Tags tags, TimeStatistics times) {
        rows.add(Row.of(tags.and("statistic", "mean"), times.meanMillis() / 1_000));
        rows.add(Row.of(tags.and("statistic", "p50"), times.p50Millis() / 1_000));
        rows.add(Row.of(tags.and("statistic", "p95"), times.p95Millis() / 1_000));
        rows.add(Row.of(tags.and("statistic", "p99"), times.p99Millis() / 1_000));
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
