package io.taurine.benchmark;

import io.taurine.queue.JobRequest;
import io.taurine.queue.PartitionedQueue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Adds and runs the same jobs over 1, 2 and 4 partitions, each on a master of its own, and prints medians as Markdown. What
 * scales is told by the CPU time of the busiest Redis process: on a machine with few cores the wall clock cannot.
 */
@Command(
        name = "partitions",
        mixinStandardHelpOptions = true,
        description = "Measures a queue over partitions, each on a Redis master of its own.")
public final class PartitionBench implements Callable<Integer> {
    private static final int BULK = 1000;
    private static final int KEYS = 5000;

    @Option(names = "--jobs", paramLabel = "N", description = "Jobs of a run. Default ${DEFAULT-VALUE}")
    private int jobs = 40_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Measured rounds. Default ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds that do not count. Default ${DEFAULT-VALUE}")
    private int warmUp = 1;

    @Option(names = "--concurrency", paramLabel = "N", description = "Slots of the worker. Default ${DEFAULT-VALUE}")
    private int concurrency = 200;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            split = ",",
            description = "How many partitions to compare. Default ${DEFAULT-VALUE}")
    private List<Integer> partitions = List.of(1, 2, 4);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, List<PartitionCost>> costs = new TreeMap<>();

    public static void main(String[] args) {
        System.exit(new CommandLine(new PartitionBench()).execute(args));
    }

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var masters = partitions.stream().max(Comparator.naturalOrder()).orElse(1);
        try (var servers = new PartitionServers(masters);
                var redis = RedisConnection.connect(servers.uri())) {
            out.println("Redis " + servers.version() + ", " + masters + " masters, Java " + Runtime.version() + ", "
                    + jobs + " jobs, medians of " + rounds + " rounds\n");
            for (int round = -warmUp; round < rounds; round++) {
                for (int count : partitions) {
                    servers.empty();
                    measure(servers, redis, count, round >= 0);
                }
            }
        }
        out.println(table());
        out.flush();
        return 0;
    }

    private void measure(PartitionServers servers, RedisConnection redis, int count, boolean counts) {
        try (var queue = PartitionedQueue.of("measured", count, Mail.class, redis)) {
            var requests = IntStream.range(0, jobs)
                    .mapToObj(n -> JobRequest.of("customer-" + n % KEYS, Mail.of(n, "")))
                    .toList();
            var idle = servers.usage();
            var started = System.nanoTime();
            for (int from = 0; from < jobs; from += BULK) {
                queue.addBulk(requests.subList(from, Math.min(jobs, from + BULK)), JobRequest::name);
            }
            var added = System.nanoTime();
            var full = servers.usage();

            var runs = new RunCounter(jobs);
            var workStarted = System.nanoTime();
            try (var worker = Worker.of("measured", Mail.class, redis, job -> {
                        runs.ran(job.data().n());
                        runs.ended();
                        return null;
                    })
                    .concurrency(concurrency)
                    .startPartitioned(count)) {
                runs.awaitAll();
                worker.close();
            }
            var worked = System.nanoTime();
            runs.check(1);
            if (counts) {
                note("add, in bulks of " + BULK, count, PartitionCost.of(jobs, added - started, idle, full));
                note(
                        "process, concurrency " + concurrency,
                        count,
                        PartitionCost.of(jobs, worked - workStarted, full, servers.usage()));
            }
        }
    }

    private void note(String what, int count, PartitionCost cost) {
        var row = what + " | " + count;
        costs.computeIfAbsent(row, unknown -> new ArrayList<>()).add(cost);
        System.err.println(row + " | " + cost);
    }

    private Table table() {
        var table = new Table(
                "What | Partitions",
                List.of("Jobs/s", "Redis CPU µs/job, all", "Redis CPU µs/job, busiest", "Jobs/s that fill its core"));
        costs.forEach((row, some) -> table.row(
                row,
                List.of(
                        median(some, PartitionCost::jobsPerSecond, "%,.0f"),
                        median(some, PartitionCost::allMicros, "%.1f"),
                        median(some, PartitionCost::busiestMicros, "%.1f"),
                        median(some, PartitionCost::ceiling, "%,.0f"))));
        return table;
    }

    private static String median(List<PartitionCost> costs, ToDoubleFunction<PartitionCost> value, String form) {
        var sorted = costs.stream().mapToDouble(value).sorted().toArray();
        return String.format(Locale.ROOT, form, sorted[sorted.length / 2]);
    }
}
