package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.metric.JobNumbers;
import io.taurine.server.metric.MetricsService;
import io.taurine.server.metric.Performance;
import io.taurine.server.metric.TimeStatistics;
import java.time.Duration;

/** Answers {@code /metrics}. */
final class MetricsCalls {

    private final MetricsService metrics;
    private final Duration timeToLive;

    MetricsCalls(MetricsService metrics, Duration timeToLive) {
        this.metrics = metrics;
        this.timeToLive = timeToLive;
    }

    void bind(Bindings bindings) {
        bindings.on("getMetricsSummary", call -> Reply.ok(json(metrics.summary(maxAge(call)), false)))
                .on("getDefinitionMetrics", this::definitions)
                .on("getThroughput", this::throughput)
                .on("getPerformance", this::performance);
    }

    private Duration maxAge(Call call) {
        return call.parameters().containsKey("ttl") ? Duration.ofSeconds(call.number("ttl")) : timeToLive;
    }

    private Reply definitions(Call call) {
        var all = metrics.definitions(maxAge(call));
        return Reply.ok(Pages.sparse(Pages.byKey(all, JobNumbers::definitionKey, call), call, one -> json(one, true)));
    }

    private Reply throughput(Call call) {
        var json = Json.object();
        var hours = json.putArray("hours");
        for (var hour : metrics.throughput(call.optionalText("definitionKey"), call.number("hours"), maxAge(call))) {
            hours.addObject()
                    .put("hour", hour.hour().toString())
                    .put("succeeded", hour.succeeded())
                    .put("failed", hour.failed())
                    .put("retried", hour.retried())
                    .put("other", hour.other())
                    .put("meanRunMillis", hour.meanRunMillis())
                    .put("meanQueueMillis", hour.meanQueueMillis());
        }
        return Reply.ok(json);
    }

    private Reply performance(Call call) {
        return Reply.ok(
                json(metrics.performance(call.optionalText("definitionKey"), call.number("hours"), maxAge(call))));
    }

    private static ObjectNode json(JobNumbers numbers, boolean isOfOne) {
        var json = Json.object();
        if (isOfOne) {
            json.put("definitionKey", numbers.definitionKey());
        }
        json.put("at", numbers.at().toString());
        var jobs = json.putObject("jobs");
        numbers.jobs().forEach((status, count) -> jobs.put(status.wireName(), count));
        json.putObject("throughput")
                .put("lastHour", numbers.throughput().lastHour())
                .put("lastDay", numbers.throughput().lastDay())
                .put("lastWeek", numbers.throughput().lastWeek());
        json.set("lastDay", json(numbers.lastDay()));
        return json;
    }

    private static ObjectNode json(Performance performance) {
        var json = Json.object().put("hours", performance.hours());
        var executions = json.putObject("executions");
        performance.executions().forEach((outcome, count) -> executions.put(outcome.wireName(), count));
        if (performance.successRate() != null) {
            json.put("successRate", performance.successRate());
        }
        if (performance.retryRate() != null) {
            json.put("retryRate", performance.retryRate());
        }
        json.set("run", json(performance.run()));
        json.set("queue", json(performance.queue()));
        return json;
    }

    private static ObjectNode json(TimeStatistics times) {
        return Json.object()
                .put("count", times.count())
                .put("meanMillis", times.meanMillis())
                .put("p50Millis", times.p50Millis())
                .put("p95Millis", times.p95Millis())
                .put("p99Millis", times.p99Millis());
    }
}
