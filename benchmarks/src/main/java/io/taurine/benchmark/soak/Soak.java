package io.taurine.benchmark.soak;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs producers, workers, schedulers and flows under a seeded plan of faults, and checks after each round what must hold. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs Java and Node producers and workers on a Redis of its own under a seeded plan of faults, and checks "
                        + "after each round that no job was lost, stuck or run twice without a reason. Ends with 1 when something does "
                        + "not hold; a failing round leaves all it knows in a folder.")
public final class Soak implements Callable<Integer> {
    @Option(names = "--seed", paramLabel = "N", description = "Decides the jobs and the faults. Default: any")
    private long seed = ThreadLocalRandom.current().nextInt(1, 1_000_000);

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "How many rounds. Default 1, or as many as the minutes take")
    private int rounds;

    @Option(names = "--minutes", paramLabel = "N", description = "Begins no further round after so many minutes")
    private int minutes;

    @Option(names = "--first-round", paramLabel = "N", description = "Begins with that one, to replay it. Default 1")
    private int firstRound = 1;

    @Option(
            names = "--round-seconds",
            paramLabel = "N",
            description = "How long faults are made in a round. Default ${DEFAULT-VALUE}")
    private double roundSeconds = 20;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Operations of each producer in a round, about four jobs each. Default ${DEFAULT-VALUE}")
    private int jobs = 400;

    @Option(
            names = "--only",
            paramLabel = "KINDS",
            description =
                    "Kinds of faults, separated by commas: kill, terminate, freeze, cut, stall, lost-replies, half-open, clock, "
                            + "redis-kill, redis-restart, redis-pause, drop, flush, pause; or none. Default all")
    private String only = "all";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--without-node", description = "Java alone; else BullMQ takes part where Node and its package are")
    private boolean withoutNode;

    @Option(
            names = "--bullmq",
            paramLabel = "DIR",
            description = "Folder with node_modules/bullmq. Default ${DEFAULT-VALUE}")
    private Path bullmq;

    private final Path programs;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long the queues may take to be empty after the last fault. Default ${DEFAULT-VALUE}")
    private int patienceSeconds = 90;

    @Option(names = "--keep", paramLabel = "DIR", description = "Folder for all it writes, kept in any case")
    private @Nullable Path keep;

    /** With the folders of BullMQ and of the Node programs here. */
    Soak(Path bullmq, Path programs) {
        this.bullmq = bullmq;
        this.programs = programs;
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak(Path.of("interop"), Path.of("benchmarks"))).execute(args));
    }

    private Set<FaultKind> kinds() {
        var kinds = EnumSet.noneOf(FaultKind.class);
        for (var label : only.equals("none") ? new String[0] : only.split(",")) {
            if (label.equals("all")) {
                return EnumSet.allOf(FaultKind.class);
            }
            kinds.add(FaultKind.of(label)
                    .orElseThrow(
                            () -> new ParameterException(spec.commandLine(), "there is no kind of fault " + label)));
        }
        return kinds;
    }

    @Override
    public Integer call() throws Exception {
        var folder = keep == null ? Files.createTempDirectory("taurine-soak-") : Files.createDirectories(keep);
        var options = options(folder.toAbsolutePath());
        System.out.println("soak: seed " + seed + ", " + options.jobs() + " operations of each producer in rounds of "
                + roundSeconds + " s, " + (options.withNode() ? "with" : "without") + " Node");
        boolean holds = run(options);
        if (holds && keep == null) {
            delete(folder);
        }
        System.out.println(holds ? "soak: all held" : "soak: FAILED, see " + options.folder());
        return holds ? 0 : 1;
    }

    private SoakOptions options(Path folder) {
        return new SoakOptions(
                seed,
                (int) (roundSeconds * 1_000),
                jobs,
                kinds(),
                !withoutNode && Files.isDirectory(bullmq.resolve("node_modules/bullmq")),
                bullmq,
                programs,
                folder,
                patienceSeconds * 1_000);
    }

    private boolean run(SoakOptions options) throws InterruptedException {
        var server = EmbeddedRedis.builder()
                .appendOnly(options.folder().resolve("redis"), EmbeddedRedis.Fsync.ALWAYS)
                .setting("auto-aof-rewrite-percentage", "0")
                .start();
        var client = RedisClient.create(RedisURI.create(server.uri()));
        client.setOptions(ClientOptions.builder().autoReconnect(true).build());
        try (server;
                var raw = client.connect();
                var redis = RedisConnection.connect(server.uri(), SoakWorker.OPTIONS);
                var fleet = Fleet.start(options, server)) {
            raw.setTimeout(Duration.ofSeconds(10));
            var queues = new LinkedHashMap<String, Queue<Task>>();
            Queues.ALL.forEach(name -> queues.put(name, Queue.of(name, Task.class, redis)));
            boolean holds = play(options, new Round(options, fleet, server, raw.sync(), redis, queues));
            if (!holds) {
                raw.sync().save();
            }
            return holds;
        } finally {
            client.shutdown();
        }
    }

    private boolean play(SoakOptions options, Round round) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        int last = rounds > 0 ? firstRound + rounds - 1 : minutes > 0 ? Integer.MAX_VALUE : firstRound;
        var footprints = new Footprints();
        long jobsInAll = 0;
        long doublesInAll = 0;
        long faultsInAll = 0;
        for (int number = firstRound; number <= last; number++) {
            var result = round.play(number);
            System.out.println(result.line());
            footprints.add(result.footprint());
            var violations = new ArrayList<>(result.violations());
            violations.addAll(footprints.growth());
            if (!violations.isEmpty()) {
                tell(options, result, violations);
                return false;
            }
            jobsInAll += result.confirmed();
            doublesInAll += result.doubles().count();
            faultsInAll += result.faults().size();
            if (minutes > 0 && System.nanoTime() - deadline > 0) {
                break;
            }
        }
        System.out.println("soak: seed " + seed + ", " + jobsInAll + " jobs, " + faultsInAll + " faults, "
                + doublesInAll + " doubles");
        return true;
    }

    private void tell(SoakOptions options, Round.Result result, List<String> violations) {
        System.out.println("\nWhat does not hold after round " + result.number() + ":");
        violations.forEach(violation -> System.out.println("  " + violation));
        System.out.println("\nIts faults, seconds from the start of the round:");
        result.faults().forEach(applied -> System.out.println("  " + applied.fault()));
        System.out.println(
                "\nTo replay it:\n  ./taurine soak --seed " + seed + " --first-round " + result.number() + " --rounds 1"
                        + " --round-seconds " + roundSeconds + " --jobs " + options.jobs()
                        + (only.equals("all") ? "" : " --only " + only)
                        + (options.withNode() ? "" : " --without-node"));
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
