package io.taurine.benchmark.server;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.taurine.benchmark.RedisUsage;
import io.taurine.embedded.EmbeddedRedis;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Adds and runs jobs that do nothing, with and without a history that is written to PostgreSQL on the same machine, by turns, each
 * in a process of its own, and prints medians as Markdown.
 */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Measures what writing a history takes from the rate of the engine.")
public final class HistoryBench implements Callable<Integer> {

    private static final String WITH = "with-history";
    private static final String WITHOUT = "without-history";

    @Option(names = "--seconds", paramLabel = "S", description = "Length of a run. Default ${DEFAULT-VALUE}")
    private double seconds = 10;

    @Option(names = "--rounds", paramLabel = "N", description = "Measured rounds. Default ${DEFAULT-VALUE}")
    private int rounds = 5;

    @Option(names = "--warm-up", paramLabel = "N", description = "Rounds that do not count. Default ${DEFAULT-VALUE}")
    private int warmUp = 1;

    @Option(names = "--follower-option", paramLabel = "OPTION", description = "An option of the follower's JVM")
    private List<String> followerOptions = List.of();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final List<Cost> with = new ArrayList<>();
    private final List<Cost> without = new ArrayList<>();

    /**
     * What one run came to.
     *
     * @param redisMicros per job
     * @param followerMicros per job, of the follower's own process
     * @param behind how many milliseconds of events were not written down yet when the last job had ended
     */
    private record Cost(
            double jobsPerSecond, double redisMicros, double commands, double followerMicros, double behind) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new HistoryBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (var redis = EmbeddedRedis.builder().setting("save", "").start();
                var client = RedisClient.create(redis.uri());
                var connection = client.connect();
                var postgres = EmbeddedPostgres.builder().start();
                var follower = LoadProcess.start(
                        FollowerProcess.class,
                        followerOptions,
                        redis.uri(),
                        postgres.getJdbcUrl("postgres", "postgres"),
                        WITH);
                var followed = LoadProcess.start(WorkLoad.class, List.of(), redis.uri(), WITH);
                var alone = LoadProcess.start(WorkLoad.class, List.of(), redis.uri(), WITHOUT)) {
            for (var round = -warmUp; round < rounds; round++) {
                note(round, WITHOUT, without, measure(alone, follower, connection.sync()));
                note(round, WITH, with, measure(followed, follower, connection.sync()));
                awaitWritten(follower, connection.sync());
            }
            var gaps = follower.run(0).jobs();
            var out = spec.commandLine().getOut();
            out.println("Redis " + redis.version() + ", PostgreSQL, Java " + Runtime.version() + ", medians of "
                    + rounds + " rounds of " + seconds + " s; gaps in the history: " + gaps + "\n");
            out.println(table());
            out.flush();
        }
        return 0;
    }

    private static void note(int round, String what, List<Cost> costs, Cost cost) {
        System.err.println(what + " " + cost);
        if (round >= 0) {
            costs.add(cost);
        }
    }

    private Cost measure(LoadProcess load, LoadProcess follower, RedisCommands<String, String> redis) {
        var before = RedisUsage.now(redis);
        var cpu = follower.cpuMicros();
        var outcome = load.run((int) (seconds * 1_000));
        var behind = behindMillis(follower, redis);
        var used = RedisUsage.now(redis).since(before);
        var jobs = (double) outcome.jobs();
        return new Cost(
                jobs / outcome.seconds(),
                used.cpuMicros() / jobs,
                used.commands() / jobs,
                (follower.cpuMicros() - cpu) / jobs,
                behind);
    }

    /** From the place that is kept to the newest event. */
    private static long behindMillis(LoadProcess follower, RedisCommands<String, String> redis) {
        follower.run(0);
        var newest = redis.xrevrange("bull:" + WITH + ":events", Range.unbounded(), Limit.from(1));
        return newest.isEmpty() ? 0 : millis(newest.get(0).getId()) - millis(follower.last("place "));
    }

    private static long millis(String eventId) {
        return Long.parseLong(eventId.split("-", 2)[0]);
    }

    private static void awaitWritten(LoadProcess follower, RedisCommands<String, String> redis)
            throws InterruptedException {
        var began = System.nanoTime();
        while (behindMillis(follower, redis) > 0) {
            Thread.sleep(200);
        }
        System.err.printf(Locale.ROOT, "written down %.1f s later%n", (System.nanoTime() - began) / 1e9);
    }

    private String table() {
        var alone = median(without, Cost::jobsPerSecond);
        var text = new StringBuilder(
                "| what | jobs/s | of the rate alone | Redis CPU us/job | Redis commands/job |"
                        + " follower CPU us/job | behind at the end, ms |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        row(text, "without a history", without, alone);
        row(text, "with a history", with, alone);
        return text.toString();
    }

    private static void row(StringBuilder text, String what, List<Cost> costs, double alone) {
        text.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f %% | %.1f | %.1f | %.1f | %.0f |%n",
                what,
                median(costs, Cost::jobsPerSecond),
                100 * median(costs, Cost::jobsPerSecond) / alone,
                median(costs, Cost::redisMicros),
                median(costs, Cost::commands),
                median(costs, Cost::followerMicros),
                median(costs, Cost::behind)));
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> value) {
        var sorted = costs.stream().mapToDouble(value).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
