package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.testkit.RedisMonitor;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** What a worker without jobs asks of Redis. */
final class IdleWorker implements Probe {
    private static final Duration BLOCK_INTERVAL = Duration.ofMillis(500);

    private final RedisCommands<String, String> redis;
    private final String uri;
    private final int intervals;

    IdleWorker(RedisCommands<String, String> redis, String uri, int intervals) {
        this.redis = redis;
        this.uri = uri;
        this.intervals = intervals;
    }

    @Override
    public String name() {
        return "commands of an idle worker";
    }

    @Override
    public String table(List<JobSystem> systems) {
        var table = new Table(name(), List.of("commands per block interval"));
        for (var system : systems) {
            redis.flushall();
            var perInterval = (double) commandsOf(system) / intervals;
            table.row(system.name(), List.of(String.format(Locale.ROOT, "%.1f", perInterval)));
        }
        return table.toString();
    }

    private long commandsOf(JobSystem system) {
        try (var worker = system.idleWorker(BLOCK_INTERVAL)) {
            // Until it waits as it will from then on.
            TimeUnit.MILLISECONDS.sleep(3 * BLOCK_INTERVAL.toMillis());
            try (var monitor = RedisMonitor.of(uri)) {
                TimeUnit.MILLISECONDS.sleep(intervals * BLOCK_INTERVAL.toMillis());
                return monitor.calls();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a worker was idle", e);
        } catch (Exception e) {
            throw new IllegalStateException("the worker of " + system.name() + " could not be watched", e);
        }
    }
}
