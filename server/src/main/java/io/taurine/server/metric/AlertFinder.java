package io.taurine.server.metric;

import io.taurine.history.ExecutionStatistics;
import io.taurine.history.ExecutionStatistics.HourCount;
import io.taurine.history.Outcome;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Finds what deserves an alert. For one thread: it remembers what it saw last. */
final class AlertFinder {

    private final JobRunner runner;
    private final ExecutionStatistics statistics;
    private final HealthReader health;
    private final AlertRules rules;
    private final InstantSource clock;
    private Set<String> staleBefore = Set.of();

    AlertFinder(
            JobRunner runner,
            ExecutionStatistics statistics,
            HealthReader health,
            AlertRules rules,
            InstantSource clock) {
        this.runner = runner;
        this.statistics = statistics;
        this.health = health;
        this.rules = rules;
        this.clock = clock;
    }

    List<Alert> find(AlertKind kind) {
        return switch (kind) {
            case FAILURE_RATE -> failureRates();
            case BACKLOG -> backlogs();
            case STALE_LOCKS -> staleLocks();
            case DEAD_LETTERS -> deadLetters();
            case MISSED_SCHEDULE -> missedSchedules();
        };
    }

    private List<Alert> failureRates() {
        var span = Span.of(clock.instant(), 1);
        var failed = new TreeMap<String, Double>();
        var ended = new TreeMap<String, Double>();
        for (var count : statistics.perHour(Optional.empty(), span.partHour(), span.now())) {
            add(count, span, failed, ended);
        }
        var alerts = new ArrayList<Alert>();
        failed.forEach((key, failures) -> {
            var all = ended.getOrDefault(key, 0.0);
            var percent = 100 * failures / all;
            if (all >= rules.fewestJobs() && percent > rules.failurePercent()) {
                alerts.add(new Alert(
                        AlertKind.FAILURE_RATE,
                        key,
                        Math.round(percent) + " % of the last hour's " + Math.round(all) + " jobs of " + key
                                + " failed"));
            }
        });
        return alerts;
    }

    private static void add(HourCount count, Span span, Map<String, Double> failed, Map<String, Double> ended) {
        var share = count.executions() * span.share(count);
        var isFailed = MetricsService.FAILED.contains(count.outcome());
        if (isFailed) {
            failed.merge(count.queue(), share, Double::sum);
        }
        if (isFailed || count.outcome() == Outcome.SUCCEEDED) {
            ended.merge(count.queue(), share, Double::sum);
        }
    }

    private List<Alert> backlogs() {
        var alerts = new ArrayList<Alert>();
        for (var key : runner.definitions().keys()) {
            long waiting = runner.executor().counts(key).getOrDefault(JobStatus.QUEUED, 0L);
            if (waiting > rules.backlog()) {
                alerts.add(new Alert(AlertKind.BACKLOG, key, waiting + " jobs of " + key + " wait"));
            }
        }
        return alerts;
    }

    /** A worker that dies leaves some for half a minute, which is as it should be: only those that were there last time count. */
    private List<Alert> staleLocks() {
        var now = new HashSet<String>();
        var alerts = new ArrayList<Alert>();
        health.staleLocks().forEach((key, jobs) -> {
            now.addAll(jobs);
            var still = jobs.stream().filter(staleBefore::contains).count();
            if (still > 0) {
                alerts.add(new Alert(
                        AlertKind.STALE_LOCKS,
                        key,
                        still + " jobs of " + key + " have lost their lock and are not taken back"));
            }
        });
        staleBefore = now;
        return alerts;
    }

    private List<Alert> deadLetters() {
        var dead = runner.definitions().keys().stream()
                .map(key -> runner.executor().counts(key))
                .mapToLong(AlertFinder::deadLetters)
                .sum();
        return dead > rules.deadLetters()
                ? List.of(new Alert(AlertKind.DEAD_LETTERS, "", dead + " dead letters wait for a person"))
                : List.of();
    }

    private static long deadLetters(Map<JobStatus, Long> counts) {
        return JobFilter.deadLetters().statuses().stream()
                .mapToLong(status -> counts.getOrDefault(status, 0L))
                .sum();
    }

    private List<Alert> missedSchedules() {
        return health.troubledSchedules().stream()
                .map(id ->
                        new Alert(AlertKind.MISSED_SCHEDULE, id, "Schedule " + id + " is overdue, or has no next run"))
                .toList();
    }
}
