package io.taurine.server.metric;

import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.ScheduleView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Looks for what is wrong with jobs, schedules and workers. Safe to share between threads. */
public final class HealthReader {

    private static final Duration OVERDUE = Duration.ofMinutes(2);

    private final JobRunner runner;
    private final EngineProbe engine;
    private final InstantSource clock;
    private final TimedCache cache;

    public HealthReader(JobRunner runner, EngineProbe engine, InstantSource clock) {
        this.runner = runner;
        this.engine = engine;
        this.clock = clock;
        this.cache = new TimedCache(clock);
    }

    /** As {@link #read()}, no older than that: for those who ask often. */
    public HealthDetails read(Duration maxAge) {
        return cache.get(HealthDetails.class, "health", maxAge, this::read);
    }

    /** All of it, looked at now. */
    public HealthDetails read() {
        var schedules = schedules();
        return new HealthDetails(
                staleLocks(), ids(schedules, this::isMissed), ids(schedules, this::isWithoutNextRun), workersGone());
    }

    Map<String, List<String>> staleLocks() {
        var stale = new TreeMap<String, List<String>>();
        for (var key : runner.definitions().keys()) {
            var jobs = engine.staleLocks(key);
            if (!jobs.isEmpty()) {
                stale.put(key, jobs.stream().map(id -> key + ":" + id).toList());
            }
        }
        return stale;
    }

    /** Overdue, or without a next run. */
    List<String> troubledSchedules() {
        return ids(schedules(), schedule -> isMissed(schedule) || isWithoutNextRun(schedule));
    }

    private Map<String, Instant> workersGone() {
        return engine.workersGone(clock.instant());
    }

    private List<ScheduleView> schedules() {
        return runner.scheduler().troubled(clock.instant().minus(OVERDUE));
    }

    private List<String> ids(List<ScheduleView> schedules, Predicate<ScheduleView> which) {
        return schedules.stream()
                .filter(ScheduleView::isEnabled)
                .filter(this::mayRun)
                .filter(which)
                .map(schedule -> schedule.request().id())
                .toList();
    }

    /** Nobody misses the runs of a definition that is switched off. */
    private boolean mayRun(ScheduleView schedule) {
        var key = schedule.request().definitionKey();
        return runner.definitions().newest(key).isEmpty() || runner.executor().isEnabled(key);
    }

    private boolean isMissed(ScheduleView schedule) {
        var latest = clock.instant().minus(OVERDUE);
        return schedule.nextRun().filter(next -> next.isBefore(latest)).isPresent();
    }

    private boolean isWithoutNextRun(ScheduleView schedule) {
        var rule = schedule.request().schedule();
        var isUsedUp =
                rule.limit().isPresent() && schedule.runs() >= rule.limit().getAsInt();
        return schedule.nextRun().isEmpty()
                && !isUsedUp
                && rule.nextAfter(clock.instant()).isPresent();
    }
}
