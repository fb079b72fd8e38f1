package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Does scenarios one after another, each on an emptied Redis, and takes what they cost. */
final class Runs {
    private final RedisCommands<String, String> redis;
    private final Setup setup;
    private final OutcomeCheck check;
    private final String uri;

    /** @param uri by which the jobs come into the line that somebody finds there */
    Runs(RedisCommands<String, String> redis, Setup setup, String uri) {
        this.redis = redis;
        this.setup = setup;
        this.check = new OutcomeCheck(redis, setup.node());
        this.uri = uri;
    }

    List<Measurement> all(List<Scenario> scenarios) {
        var measurements = new ArrayList<Measurement>();
        for (var scenario : scenarios) {
            var floor = setup.floor();
            var plain = scenario.floor();
            if (floor != null && plain != null) {
                measurements.add(one(scenario, floor, () -> plain.apply(floor)));
            }
            for (var system : setup.systems()) {
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
}
