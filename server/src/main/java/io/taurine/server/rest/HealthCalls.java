package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobRunner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers {@code /health}. */
final class HealthCalls {

    private record Finding(HealthCheck check, Optional<String> problem) {}

    private final JobRunner runner;
    private final List<HealthCheck> checks;

    HealthCalls(JobRunner runner, List<HealthCheck> checks) {
        this.runner = runner;
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
        var findings = findings();
        var json = status(isReady(findings)).put("runner", runner.name());
        var list = json.putArray("checks");
        for (var finding : findings) {
            var one = list.addObject()
                    .put("name", finding.check().name())
                    .put("status", finding.problem().isEmpty() ? "up" : "down");
            finding.problem().ifPresent(text -> one.put("message", text));
        }
        return Reply.ok(json);
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
