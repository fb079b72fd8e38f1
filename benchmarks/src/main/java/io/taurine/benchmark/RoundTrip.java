package io.taurine.benchmark;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How much of an add that waits for the one before is the way to Redis and back, which nobody's script makes shorter. */
final class RoundTrip implements Probe {
    private final RedisCommands<String, String> redis;
    private final String uri;
    private final int times;
    private final int rounds;

    RoundTrip(RedisCommands<String, String> redis, String uri, int times, int rounds) {
        this.redis = redis;
        this.uri = uri;
        this.times = times;
        this.rounds = rounds;
    }

    @Override
    public String name() {
        return "round trip, one by one";
    }

    @Override
    public String table(List<JobSystem> systems) {
        var bare = new ArrayList<Double>();
        var all = systems.stream().map(Times::new).toList();
        for (var round = 0; round < rounds; round++) {
            bare.addAll(barePings());
            for (var each : all) {
                redis.flushall();
                each.pings.addAll(each.system.pings(times));
                each.adds.addAll(each.system.adds(times));
            }
        }
        var table = new Table(name(), List.of("PING p50 us", "PING p99 us", "add p50 us", "add without PING"));
        table.row("a socket and nothing else", List.of(text(median(bare)), text(at(bare, 0.99)), "", ""));
        for (var each : all) {
            var ping = median(each.pings);
            var add = median(each.adds);
            table.row(each.system.name(), List.of(text(ping), text(at(each.pings, 0.99)), text(add), text(add - ping)));
        }
        return table.toString();
    }

    private record Times(JobSystem system, List<Double> pings, List<Double> adds) {
        private Times(JobSystem system) {
            this(system, new ArrayList<>(), new ArrayList<>());
        }
    }

    /** By the thread that waits for it itself, without a driver. */
    private List<Double> barePings() {
        try (var socket = new BareSocket(uri)) {
            return OneByOne.micros(times, n -> socket.add("PING").exchange());
        }
    }

    private static double median(List<Double> values) {
        return at(values, 0.5);
    }

    private static double at(List<Double> values, double share) {
        values.sort(Comparator.naturalOrder());
        return values.get((int) (share * (values.size() - 1)));
    }

    private static String text(double micros) {
        return String.format(Locale.ROOT, "%.0f", micros);
    }
}
