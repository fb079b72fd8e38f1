package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How long a job takes from the call that adds it to its begin, while nothing else is to do. */
final class StartLatency implements Probe {
    private final RedisCommands<String, String> redis;
    private final String uri;
    private final int samples;
    private final int rounds;

    StartLatency(RedisCommands<String, String> redis, String uri, int samples, int rounds) {
        this.redis = redis;
        this.uri = uri;
        this.samples = samples;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "start latency of an idle worker";
    }

    @Override
    public String table(List<JobSystem> systems) {
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (var round = 0; round < rounds; round++) {
            redis.flushall();
            all.computeIfAbsent("two sockets and nothing else", name -> new ArrayList<>())
                    .addAll(new BareFloor(uri).startLatencies(samples));
            for (var system : systems) {
                redis.flushall();
                all.computeIfAbsent(system.name(), name -> new ArrayList<>()).addAll(system.startLatencies(samples));
            }
        }
        var table = new Table(name(), List.of("p50 ms", "p99 ms"));
        all.forEach((who, millis) -> {
            millis.sort(Comparator.naturalOrder());
            table.row(who, List.of(at(millis, 0.5), at(millis, 0.99)));
        });
        return table.toString();
    }

    private static String at(List<Double> sorted, double share) {
        var index = (int) Math.round(share * (sorted.size() - 1));
        return String.format(Locale.ROOT, "%.2f", sorted.get(index));
    }
}
