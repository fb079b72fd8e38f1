package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;

/** Does scenarios one after another, each on an emptied Redis, and takes what they cost. */
final class Runs {
    private final RedisCommands<String, String> redis;
    private final OutcomeCheck check;
    private final List<Contender> contenders;
    private final String uri;

    Runs(RedisCommands<String, String> redis, OutcomeCheck check, List<Contender> contenders, String uri) {
        this.redis = redis;
        this.check = check;
        this.contenders = contenders;
        this.uri = uri;
    }

    List<Measurement> all(List<Scenario> scenarios) {
        var measurements = new ArrayList<Measurement>();
        for (var scenario : scenarios) {
            for (var contender : contenders) {
                if (scenario.hasFloor() || !(contender instanceof FloorContender)) {
                    measurements.add(one(scenario, contender));
                }
            }
        }
        return measurements;
    }

    private Measurement one(Scenario scenario, Contender contender) {
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
        var cost = scenario.run().apply(contender);
        var nanos = System.nanoTime() - start;
        var used = RedisUsage.now(redis).since(before);
        if (!(contender instanceof FloorContender)) {
            check.check(scenario);
        }
        return Measurement.of(scenario, contender, nanos, used, cost);
    }

    List<Double> startLatencies(Contender contender, int samples) {
        redis.flushall();
        return contender.startLatencies(samples);
    }
}
