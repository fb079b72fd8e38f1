package io.taurine.benchmark;

import io.lettuce.core.RedisClient;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.testkit.FaultProxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    @Option(names = "--only", paramLabel = "TEXT", description = "Scenarios whose name contains this")
    private String only = "";

    @Option(names = "--latency", paramLabel = "MS", description = "Round-trip time to Redis. Default ${DEFAULT-VALUE}")
    private int latencyMillis;

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Samples of the start latency, 0 for none. Default ${DEFAULT-VALUE}")
    private int samples = 300;

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
        try (var server = EmbeddedRedis.builder().setting("save", "").start();
                var proxy = latencyMillis > 0 ? FaultProxy.to(server.uri()) : null) {
            if (proxy != null) {
                proxy.latency(Duration.ofMillis(latencyMillis));
            }
            var table = measure(server, proxy == null ? server.uri() : proxy.uri());
            System.out.println(table);
            if (out != null) {
                Files.writeString(out, table);
            }
        }
        return 0;
    }

    private String measure(EmbeddedRedis server, String uri) {
        var client = RedisClient.create(server.uri());
        var hasNode = !without.contains("BullMQ") && NodeBullmq.isAvailable(bullmq);
        try (var connection = client.connect();
                var node = hasNode ? NodeBullmq.start(program, bullmq, uri) : null;
                var floor = without.contains("floor") ? null : new FloorContender(uri);
                var taurine = without.contains("Taurine") ? null : new TaurineContender(uri)) {
            var systems = new ArrayList<JobSystem>();
            if (node != null) {
                systems.add(new BullmqContender(node));
            } else {
                System.err.println("BullMQ is left out");
            }
            if (taurine != null) {
                systems.add(taurine);
            }
            var runs = new Runs(connection.sync(), new OutcomeCheck(connection.sync(), node), floor, systems, uri);
            var scenarios = Scenarios.of(jobs).stream()
                    .filter(scenario -> scenario.name().contains(only))
                    .toList();
            for (var round = 0; round < warmUp; round++) {
                runs.all(scenarios);
            }
            var measurements = new ArrayList<Measurement>();
            for (var round = 0; round < rounds; round++) {
                System.err.println("Round " + (round + 1) + " of " + rounds);
                measurements.addAll(runs.all(scenarios));
            }
            var heading =
                    "Redis " + server.version() + ", Java " + Runtime.version() + ", " + jobs + " jobs, medians of "
                            + rounds + " rounds, round trip " + latencyMillis + " ms more than loopback\n\n";
            return heading + Report.of(measurements) + latencies(runs, systems);
        } finally {
            client.shutdown();
        }
    }

    private String latencies(Runs runs, List<JobSystem> systems) {
        if (samples == 0) {
            return "";
        }
        Map<String, List<Double>> all = new LinkedHashMap<>();
        for (var round = 0; round < rounds; round++) {
            for (var system : systems) {
                all.computeIfAbsent(system.name(), name -> new ArrayList<>())
                        .addAll(runs.startLatencies(system, samples));
            }
        }
        var text =
                new StringBuilder("\n| start latency of an idle worker | p50 ms | p99 ms |\n| --- | ---: | ---: |\n");
        all.forEach((name, millis) -> text.append(Report.latencies(name, millis)));
        return text.toString();
    }
}
