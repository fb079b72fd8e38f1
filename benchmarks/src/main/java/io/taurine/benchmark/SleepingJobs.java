package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.List;
import java.util.Locale;

/** Many jobs that all run at once and do nothing: none ends before the last has begun. */
final class SleepingJobs implements Probe {
    private static final int BULK = 1000;

    private final RedisCommands<String, String> redis;
    private final int jobs;

    SleepingJobs(RedisCommands<String, String> redis, int jobs) {
        this.redis = redis;
        this.jobs = jobs;
    }

    @Override
    public String name() {
        return text("%,d sleeping jobs at once", jobs);
    }

    @Override
    public String table(List<JobSystem> systems) {
        var table = new Table(
                name(), List.of("all asleep after ms", "all completed after ms", "client CPU us/job", "threads"));
        for (var system : systems) {
            redis.flushall();
            system.add(AddPlan.bulk(jobs, BULK));
            table.row(system.name(), system.sleepAtOnce(jobs).map(this::cells).orElse(NONE));
        }
        return table.toString();
    }

    private static final List<String> NONE = List.of("needs Java 21 or newer", "", "", "");

    private List<String> cells(JobSystem.Sleep sleep) {
        return List.of(
                text("%.0f", sleep.allAsleepMillis()),
                text("%.0f", sleep.allEndedMillis()),
                text("%.1f", sleep.cost().cpuMicros() / jobs),
                sleep.threads() == 0 ? "" : text("%d", sleep.threads()));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
