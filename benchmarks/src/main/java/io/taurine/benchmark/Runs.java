package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does scenarios one after another, each on an emptied Redis, and takes what they cost. */
final class Runs {
    private final RedisCommands<String, String> redis;
    private final OutcomeCheck check;
    private final @Nullable Contender floor;
    private final List<JobSystem> systems;
    private final String uri;

    /** @param floor null to measure without it */
    Runs(
            RedisCommands<String, String> redis,
            OutcomeCheck check,
            @Nullable Contender floor,
            List<JobSystem> systems,
            String uri) {
        this.redis = redis;
        this.check = check;
        this.floor = floor;
        this.systems = systems;
        this.uri = uri;
    }

    List<Measurement> all(List<Scenario> scenarios) {
        var measurements = new ArrayList<Measurement>();
        for (var scenario : scenarios) {
            var plain = scenario.floor();
            if (floor != null && plain != null) {
                measurements.add(one(scenario, floor, () -> plain.apply(floor)));
            }
            for (var system : systems) {
                measurements.add(one(scenario, system, () -> scenario.run().apply(system)));
                check.check(scenario);
            }
        }
        return measurements;
    }

    private Measurement one(Scenario scenario, Contender contender, Supplier<ClientCost> run) {
        redis.flushall();
        var line = scenario.before();
        if (line != null) {
            // The same jobs in line for everybody, whoever runs them.
            try (var filler = new TaurineContender(uri)) {
                filler.add(line);
            }
        }
        System.gc();
        var before = RedisUsage.now(redis);
        var start = System.nanoTime();
        var cost = run.get();
        var nanos = System.nanoTime() - start;
        var used = RedisUsage.now(redis).since(before);
        return Measurement.of(scenario, contender, nanos, used, cost);
    }

    List<Double> startLatencies(JobSystem system, int samples) {
        redis.flushall();
        return system.startLatencies(samples);
    }
}
