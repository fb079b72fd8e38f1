package io.taurine.benchmark.server;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.benchmark.RedisUsage;
import io.taurine.embedded.EmbeddedRedis;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Starts jobs by {@code POST /v1/jobs} and adds them with the engine's own client, by turns and as many at once, each from a
 * process of its own, and prints medians as Markdown.
 */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = "Measures what starting a job by HTTP costs beside adding it with the engine's client.")
public final class ServerBench implements Callable<Integer> {

    private static final String ENGINE = "engine, add";
    private static final String HTTP = "server, POST /v1/jobs";

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    /** Of half a second: what an idle server takes is less. */
    private static final double QUIET_MICROS = 30_000;

    @Option(names = "--jobs", paramLabel = "N", description = "Jobs of a run. Default ${DEFAULT-VALUE}")
    private int jobs = 30_000;

    @Option(names = "--rounds", paramLabel = "N", description = "Measured rounds. Default ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds that do not count. Default ${DEFAULT-VALUE}")
    private int warmUp = 10;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "Connections, and threads of the engine's client. Default ${DEFAULT-VALUE}")
    private int connections = 50;

    @Option(
            names = "--server-option",
            paramLabel = "OPTION",
            description = "An option of the server's JVM; may be given more than once")
    private List<String> serverOptions = List.of();

    @Option(
            names = "--threads",
            description = "Also says what each kind of the server's threads takes of a POST; on Linux")
    private boolean threads;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, List<Cost>> costs = new TreeMap<>();
    private ThreadCosts threadCosts = new ThreadCosts(Map.of());

    /** Per job, but the rate. */
    private record Cost(
            double jobsPerSecond, double redisMicros, double commands, double clientMicros, double server) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new ServerBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        var folder = Files.createTempDirectory("taurine-bench");
        try (var redis = EmbeddedRedis.builder().setting("save", "").start();
                var client = RedisClient.create(redis.uri());
                var connection = client.connect();
                var server = LoadProcess.fork(BenchedServer.class, serverOptions, redis.uri(), folder.toString())) {
            var port = server.awaitLine(line -> line.startsWith("port "), Duration.ofSeconds(60))
                    .substring("port ".length());
            try (var engine =
                            LoadProcess.start(EngineLoad.class, List.of(), redis.uri(), Integer.toString(connections));
                    var http = LoadProcess.start(HttpLoad.class, List.of(), port, Integer.toString(connections))) {
                for (var round = -warmUp; round < rounds; round++) {
                    measure(ENGINE, round, connection.sync(), () -> engine.run(jobs), server.pid());
                    measure(HTTP, round, connection.sync(), () -> http.run(jobs), server.pid());
                }
            }
            server.terminate(); // in order, so that what its options may record is kept
            server.exitCode(Duration.ofSeconds(30));
            var out = spec.commandLine().getOut();
            out.println("Redis " + redis.version() + ", Java " + Runtime.version() + ", " + connections
                    + " at once, medians of " + rounds + " rounds of " + jobs + " jobs\n");
            out.println(table());
            if (threads) {
                out.println(threadTable());
            }
            out.flush();
        }
        return 0;
    }

    private void measure(
            String what, int round, RedisCommands<String, String> redis, Supplier<LoadProcess.Outcome> run, long pid)
            throws InterruptedException {
        if (round >= 0) {
            awaitQuiet(pid);
        }
        var before = RedisUsage.now(redis);
        var threadsBefore = ThreadCosts.of(pid);
        var serverBefore = LoadProcess.cpuMicros(pid);
        var outcome = run.get();
        var server = LoadProcess.cpuMicros(pid) - serverBefore;
        if (round >= 0 && what.equals(HTTP)) {
            threadCosts = threadCosts.plus(ThreadCosts.of(pid).since(threadsBefore));
        }
        var used = RedisUsage.now(redis).since(before);
        var cost = new Cost(
                jobs / outcome.seconds(),
                used.cpuMicros() / jobs,
                (double) used.commands() / jobs,
                outcome.cpuMicros() / jobs,
                server / jobs);
        System.err.println(what + " " + cost);
        if (round >= 0) {
            costs.computeIfAbsent(what, unknown -> new ArrayList<>()).add(cost);
        }
    }

    /** What the server still writes down of the run before is not on the account of this one. */
    private static void awaitQuiet(long pid) throws InterruptedException {
        var until = System.nanoTime() + LONGEST_WAIT.toNanos();
        var before = LoadProcess.cpuMicros(pid);
        for (var used = Double.MAX_VALUE; used > QUIET_MICROS && System.nanoTime() < until; ) {
            Thread.sleep(500);
            var now = LoadProcess.cpuMicros(pid);
            used = now - before;
            before = now;
        }
    }

    private String table() {
        var text = new StringBuilder("| what | jobs/s | of the engine's | Redis CPU us/job | Redis commands/job |"
                + " client CPU us/job | server CPU us/job |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        var rate = median(costs.getOrDefault(ENGINE, List.of()), Cost::jobsPerSecond);
        costs.forEach((what, some) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f %% | %.1f | %.1f | %.1f | %.1f |%n",
                what,
                median(some, Cost::jobsPerSecond),
                100 * median(some, Cost::jobsPerSecond) / rate,
                median(some, Cost::redisMicros),
                median(some, Cost::commands),
                median(some, Cost::clientMicros),
                median(some, Cost::server))));
        return text.toString();
    }

    /** The means of all rounds: those that take next to nothing are left out. */
    private String threadTable() {
        var text = new StringBuilder("| threads of the server | CPU us/POST |\n| --- | ---: |\n");
        threadCosts.micros().entrySet().stream()
                .map(cost -> Map.entry(cost.getKey(), cost.getValue() / jobs / rounds))
                .filter(cost -> cost.getValue() >= 0.05)
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(cost ->
                        text.append(String.format(Locale.ROOT, "| %s | %.1f |%n", cost.getKey(), cost.getValue())));
        return text.toString();
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> value) {
        var sorted = costs.stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
