package io.taurine.cli;

import io.taurine.cli.Output.Style;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.JobCounts;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "demo", description = "Watch a producer and a worker on a Redis of their own; needs nothing.")
final class DemoCommand implements Callable<Integer> {

    private static final String QUEUE = "shop";
    private static final int CONCURRENCY = 2;
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Taurine taurine;

    @Option(names = "--keep", description = "Keep the Redis up afterwards, until Enter or Ctrl-C.")
    private boolean keep;

    DemoCommand(Taurine taurine) {
        this.taurine = taurine;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (taurine.isRedisGiven()) {
            throw new IllegalArgumentException("demo starts a Redis of its own, --redis is not for it");
        }
        var output = taurine.output();
        output.say("");
        output.say(
                output.styled(Style.BOLD, "Taurine demo") + ": a producer, a worker and a real Redis. Some 5 seconds.");
        output.say("");
        try (var server = EmbeddedRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var queue = Queue.of(QUEUE, Errand.class, redis)) {
            output.say("Redis " + server.version() + " runs on port " + server.port() + ", for this demo only.");
            output.say("");
            var ids = produce(queue, output);
            if (!work(redis, ids.size(), output)) {
                output.notice("taurine: the jobs did not complete within " + Durations.format(LONGEST));
                return ExitCode.FAULT;
            }
            sumUp(queue.getJobCounts(), output);
            explain(server, ids, output);
            if (keep) {
                awaitEnter(output);
            }
        }
        return ExitCode.DONE;
    }

    /** Adds all jobs and returns the id of the first of each name under that name, of the others under their id. */
    private static Map<String, String> produce(Queue<Errand> queue, Output output) {
        var ids = new HashMap<String, String>();
        int total =
                DemoJobs.all().stream().mapToInt(group -> group.jobs().size()).sum();
        output.say("The " + output.styled(Style.BOLD, "producer") + " adds " + total + " jobs to the queue " + QUEUE
                + ":");
        for (var group : DemoJobs.all()) {
            var added = queue.addBulk(group.jobs());
            added.forEach(job -> ids.putIfAbsent(ids.containsKey(group.name()) ? job.id() : group.name(), job.id()));
            output.result(
                    Json.object()
                            .put("event", "added")
                            .put("name", group.name())
                            .put("count", added.size()),
                    () -> String.format("   %2d %-11s %s", added.size(), group.name(), group.remark()));
        }
        output.say("");
        return ids;
    }

    private static boolean work(RedisConnection redis, int jobs, Output output) throws InterruptedException {
        output.say("The " + output.styled(Style.BOLD, "worker") + " runs them, " + CONCURRENCY + " at once:");
        var narrator = new DemoNarrator(output, jobs);
        try (var worker = Worker.of(QUEUE, Errand.class, redis, new DemoProcessor())
                .concurrency(CONCURRENCY)
                .name("demo")
                .listener(narrator)
                .start()) {
            return narrator.awaitEnd(LONGEST) && worker.isRunning();
        } finally {
            output.clearStatus();
        }
    }

    private static void sumUp(JobCounts counts, Output output) {
        var document = Json.object().put("event", "counts").put("queue", QUEUE);
        var states = document.putObject("counts");
        counts.byState().forEach((state, count) -> states.put(state.wireName(), count));
        output.say("");
        output.result(
                document,
                () -> "In the end:\n"
                        + CountsCommand.table(counts).toString().indent(2).stripTrailing());
    }

    private void explain(EmbeddedRedis server, Map<String, String> ids, Output output) {
        if (output.isJson()) {
            return;
        }
        var charge = ids.getOrDefault(DemoJobs.CHARGE, "1");
        var report = ids.getOrDefault(DemoJobs.REPORT, "2");
        var lines = List.of(
                new String[] {"ZRANGE bull:shop:completed 0 -1", "ids, in the order of their end"},
                new String[] {"HGETALL bull:shop:" + charge, "the job that failed twice"},
                new String[] {"LRANGE bull:shop:" + report + ":logs 0 -1", "the log of the report"},
                new String[] {"XRANGE bull:shop:events - + COUNT 10", "what happened first"},
                new String[] {"SCAN 0 MATCH bull:shop:* COUNT 1000", "all keys"});
        output.say("");
        output.say("The same keys, which BullMQ in any language would read, for your own eyes:");
        lines.forEach(line -> output.say("  redis-cli -p " + server.port() + " " + Text.padded(line[0], 38)
                + output.styled(Style.FAINT, "# " + line[1])));
        output.say("  ./taurine job shop " + charge + " --redis " + server.uri());
        output.say("");
        output.say(
                keep
                        ? "Redis stays up until you press Enter or Ctrl-C."
                        : "Redis ends with this demo. To look around, keep it: ./taurine demo --keep");
    }

    /** Where nobody can press Enter, as in the background, only the end of the process ends it. */
    private void awaitEnter(Output output) throws InterruptedException, IOException {
        int read;
        do {
            read = taurine.surroundings().in().read();
        } while (read >= 0 && read != '\n');
        if (read < 0) {
            output.notice("taurine: no terminal to press Enter in; Redis stays up until this process is ended");
            new CountDownLatch(1).await();
        }
    }
}
