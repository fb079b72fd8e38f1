package io.taurine.server;

import io.taurine.server.metric.HealthReader;
import io.taurine.server.rest.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;

/** Tells what is wrong with jobs, schedules and workers; that alone takes no process out of service. */
final class JobsHealthCheck implements HealthCheck {

    private static final Duration MAX_AGE = Duration.ofSeconds(5);

    private final HealthReader health;

    JobsHealthCheck(HealthReader health) {
        this.health = health;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public Optional<String> problem() {
        var details = health.read(MAX_AGE);
        var problems = new ArrayList<String>();
        details.staleLocks()
                .forEach((key, jobs) -> problems.add(jobs.size() + " jobs of " + key + " have lost their lock"));
        details.missedSchedules().forEach(id -> problems.add("schedule " + id + " is overdue"));
        details.schedulesWithoutNextRun().forEach(id -> problems.add("schedule " + id + " has no next run"));
        details.workersGone().forEach((worker, seen) -> problems.add("worker " + worker + " was last seen at " + seen));
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    @Override
    public boolean isNeeded() {
        return false;
    }
}
