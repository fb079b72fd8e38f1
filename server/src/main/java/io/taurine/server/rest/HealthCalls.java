package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.metric.HealthDetails;
import io.taurine.server.metric.HealthReader;
import io.taurine.server.runner.JobRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers {@code /health}. */
final class HealthCalls {

    /** Each look asks Redis a few questions about every definition. */
    private static final Duration MAX_AGE = Duration.ofSeconds(2);

    private static final Duration LONGEST = Duration.ofSeconds(2);

    private record Finding(HealthCheck check, Optional<String> problem) {}

    private final JobRunner runner;
    private final List<HealthCheck> checks;
    private final Optional<HealthReader> health;

    HealthCalls(JobRunner runner, List<HealthCheck> checks, Optional<HealthReader> health) {
        this.runner = runner;
        this.health = health;
        this.checks = new ArrayList<>(checks);
        this.checks.add(0, new RunnerCheck(runner));
    }

    void bind(Bindings bindings) {
        bindings.on("getLiveness", call -> Reply.ok(status(true)))
                .on("getReadiness", call -> readiness())
                .on("getHealth", call -> details());
    }

    private Reply readiness() {
        var isReady = isReady(findings());
        return Reply.of(isReady ? 200 : 503, status(isReady));
    }

    private Reply details() {
        var findings = new ArrayList<>(findings());
        var found = lookAtJobs();
        findings.addAll(found.findings());
        var json = status(isReady(findings)).put("runner", runner.name());
        var list = json.putArray("checks");
        for (var finding : findings) {
            var one = list.addObject()
                    .put("name", finding.check().name())
                    .put("status", finding.problem().isEmpty() ? "up" : "down");
            finding.problem().ifPresent(text -> one.put("message", text));
        }
        found.details().ifPresent(details -> json.setAll(json(details)));
        return Reply.ok(json);
    }

    /** What was found about jobs, schedules and workers; it takes no process out of service. */
    private record Found(List<Finding> findings, Optional<HealthDetails> details) {}

    private Found lookAtJobs() {
        if (health.isEmpty()) {
            return new Found(List.of(), Optional.empty());
        }
        HealthDetails details;
        try {
            details = within(LONGEST, () -> health.get().read(MAX_AGE));
        } catch (RuntimeException e) { // Redis is away
            var problem = Optional.of(String.valueOf(e.getMessage()));
            return new Found(List.of(new Finding(new Told("jobs"), problem)), Optional.empty());
        }
        var stale = details.staleLocks().values().stream().mapToInt(List::size).sum();
        return new Found(
                List.of(
                        finding("stale-locks", stale, "jobs have lost their lock and are not taken back"),
                        finding("missed-schedules", details.missedSchedules().size(), "schedules are overdue"),
                        finding(
                                "schedules-without-next-run",
                                details.schedulesWithoutNextRun().size(),
                                "schedules will not run again by themselves"),
                        finding("workers", details.workersGone().size(), "workers died")),
                Optional.of(details));
    }

    /** Whoever asks for the health does not wait as long as for an answer of Redis. */
    private static <V> V within(Duration time, Callable<V> question) {
        var task = new FutureTask<>(question);
        var thread = new Thread(task, "taurine-health-jobs");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw new IllegalStateException("no answer within " + time.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    e.getCause() == null ? "no answer" : e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking", e);
        }
    }

    private static Finding finding(String name, int found, String what) {
        return new Finding(new Told(name), found == 0 ? Optional.empty() : Optional.of(found + " " + what));
    }

    private static ObjectNode json(HealthDetails details) {
        var json = Json.object();
        json.set("staleLocks", Json.MAPPER.valueToTree(new TreeMap<>(details.staleLocks())));
        json.set("missedSchedules", Json.MAPPER.valueToTree(details.missedSchedules()));
        json.set("schedulesWithoutNextRun", Json.MAPPER.valueToTree(details.schedulesWithoutNextRun()));
        var gone = json.putObject("workersGone");
        new TreeMap<>(details.workersGone()).forEach((name, at) -> gone.put(name, at.toString()));
        return json;
    }

    /** The name of what was looked at already. */
    private record Told(String name) implements HealthCheck {

        @Override
        public Optional<String> problem() {
            return Optional.empty();
        }

        @Override
        public boolean isNeeded() {
            return false;
        }
    }

    private List<Finding> findings() {
        return checks.stream().map(HealthCalls::find).toList();
    }

    private static Finding find(HealthCheck check) {
        try {
            return new Finding(check, check.problem());
        } catch (RuntimeException e) { // the user's own check
            return new Finding(check, Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private static boolean isReady(List<Finding> findings) {
        return findings.stream()
                .noneMatch(finding ->
                        finding.problem().isPresent() && finding.check().isNeeded());
    }

    private static ObjectNode status(boolean isUp) {
        return Json.object().put("status", isUp ? "up" : "down");
    }

    private record RunnerCheck(JobRunner runner) implements HealthCheck {

        @Override
        public String name() {
            return "runner";
        }

        @Override
        public Optional<String> problem() {
            return runner.lifecycle().isRunning() ? Optional.empty() : Optional.of("it does not run");
        }
    }
}
