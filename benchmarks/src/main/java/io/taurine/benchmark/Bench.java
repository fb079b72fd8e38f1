package io.taurine.benchmark;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.embedded.EmbeddedRedis;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Runs every scenario with every contender in turn, several rounds, each on an emptied Redis of its own, and prints the
 * medians as Markdown.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures Taurine, BullMQ (where Node and its package are) and the floor of the data layout in turn.")
public final class Bench implements Callable<Integer> {
    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Jobs of a scenario; some use a part. Default ${DEFAULT-VALUE}")
    private int jobs = 20_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Measured rounds. Default ${DEFAULT-VALUE}")
    private int rounds = 3;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds that do not count. Default ${DEFAULT-VALUE}")
    private int warmUp = 1;

    @Option(
            names = "--only",
            paramLabel = "TEXT",
            description = "What has this in its name; may be given more than once")
    private List<String> only = List.of();

    @Option(
            names = "--latency",
            paramLabel = "MS",
            split = ",",
            description = "By how much each round trip to Redis is longer than it is; 0,1,2 compares, all by one proxy."
                    + " Default 0")
    private List<Integer> latencies = List.of(0);

    @Option(
            names = "--backlog",
            paramLabel = "N",
            description = "Jobs in line where many are, 0 for none. Default ${DEFAULT-VALUE}")
    private int backlog = 100_000;

    @Option(
            names = "--sleepers",
            paramLabel = "N",
            description = "Jobs that sleep at once, 0 for none. Default ${DEFAULT-VALUE}")
    private int sleepers = 10_000;

    @Option(
            names = "--idle",
            paramLabel = "N",
            description =
                    "Block intervals during which an idle worker is watched, 0 for none. Default ${DEFAULT-VALUE}")
    private int idleIntervals = 10;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Samples of the start latency, 0 for none. Default ${DEFAULT-VALUE}")
    private int samples = 300;

    @Option(
            names = "--round-trips",
            paramLabel = "N",
            description = "Round trips and adds one by one, 0 for none. Default ${DEFAULT-VALUE}")
    private int roundTrips = 20_000;

    @Option(names = "--without", paramLabel = "NAME", description = "Contenders to leave out: BullMQ, floor, Taurine")
    private List<String> without = List.of();

    @Option(
            names = "--bullmq",
            paramLabel = "DIR",
            description = "Folder with node_modules/bullmq. Default ${DEFAULT-VALUE}")
    private Path bullmq = Path.of("interop");

    @Option(names = "--program", paramLabel = "FILE", hidden = true)
    private Path program = Path.of("benchmarks/bullmq.mjs");

    @Option(names = "--out", paramLabel = "FILE", description = "Where the table is written, besides the terminal")
    private @Nullable Path out;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (var server = EmbeddedRedis.builder().setting("save", "").start()) {
            var client = RedisClient.create(server.uri());
            try (var connection = client.connect()) {
                var text = heading(server) + measure(connection.sync(), server.uri());
                System.out.println(text);
                if (out != null) {
                    Files.writeString(out, text);
                }
            } finally {
                client.shutdown();
            }
        }
        return 0;
    }

    private String heading(EmbeddedRedis server) {
        return "Redis " + server.version() + ", Java " + Runtime.version() + ", " + jobs + " jobs, medians of " + rounds
                + " rounds";
    }

    private String measure(RedisCommands<String, String> redis, String uri) {
        Map<Integer, Setup> setups = new TreeMap<>();
        try {
            for (var millis : latencies) {
                setups.put(millis, new Setup(uri, millis, latencies.size() > 1, without, bullmq, program));
            }
            var nearest = setups.values().iterator().next();
            if (nearest.node() == null) {
                System.err.println("BullMQ is left out");
            }
            var measurements = rounds(redis, uri, setups);
            var text = new StringBuilder();
            measurements.forEach((millis, some) -> text.append("\n\nRound trip ")
                    .append(millis)
                    .append(" ms more than loopback:\n\n")
                    .append(Report.of(some)));
            if (measurements.size() > 1) {
                text.append('\n').append(Report.ofRoundTrips(measurements));
            }
            for (var probe : probes(redis, uri)) {
                System.err.println(probe.name());
                text.append('\n').append(probe.table(nearest.systems()));
            }
            return text.toString();
        } finally {
            setups.values().forEach(Setup::close);
        }
    }

    /** By round trip. Each round has all of them, as a ratio says nothing when an hour lies between its numbers. */
    private SortedMap<Integer, List<Measurement>> rounds(
            RedisCommands<String, String> redis, String uri, Map<Integer, Setup> setups) {
        var scenarios = Scenarios.of(jobs, backlog).stream()
                .filter(scenario -> isWanted(scenario.name()))
                .toList();
        SortedMap<Integer, List<Measurement>> measurements = new TreeMap<>();
        for (var round = 0; round < warmUp + rounds; round++) {
            System.err.println("Round " + (round + 1) + " of " + (warmUp + rounds));
            for (var setup : setups.entrySet()) {
                var measured = new Runs(redis, setup.getValue(), uri).all(scenarios);
                if (round >= warmUp && !measured.isEmpty()) {
                    measurements
                            .computeIfAbsent(setup.getKey(), millis -> new ArrayList<>())
                            .addAll(measured);
                }
            }
        }
        return measurements;
    }

    private List<Probe> probes(RedisCommands<String, String> redis, String uri) {
        var probes = new ArrayList<Probe>();
        probes.add(new JobMemory(redis, jobs));
        if (samples > 0) {
            probes.add(new StartLatency(redis, uri, samples, rounds));
        }
        if (roundTrips > 0) {
            probes.add(new RoundTrip(redis, uri, roundTrips, rounds));
        }
        if (sleepers > 0) {
            probes.add(new SleepingJobs(redis, sleepers));
        }
        if (idleIntervals > 0) {
            probes.add(new IdleWorker(redis, uri, idleIntervals));
        }
        probes.removeIf(probe -> !isWanted(probe.name()));
        return probes;
    }

    private boolean isWanted(String name) {
        return only.isEmpty() || only.stream().anyMatch(name::contains);
    }
}
