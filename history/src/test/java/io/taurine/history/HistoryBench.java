package io.taurine.history;

import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.TestQueue;
import io.taurine.worker.Worker;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a history costs the engine: jobs that do nothing, worked as fast as they go, by turns with and without one. A program to
 * be started by hand; its arguments are the number of jobs of a round and the number of rounds.
 */
final class HistoryBench {

    private HistoryBench() {}

    public static void main(String[] arguments) throws Exception {
        var jobs = Integer.parseInt(arguments[0]);
        var rounds = Integer.parseInt(arguments[1]);
        var rates = new double[2][rounds];
        try (var database = TestDatabase.POSTGRES.create()) {
            var history = History.open(database);
            for (var round = -1; round < rounds; round++) { // the first one warms up
                for (var with = 0; with < 2; with++) {
                    var rate = run(jobs, with == 1 ? history : null);
                    if (round >= 0) {
                        rates[with][round] = rate;
                    }
                }
            }
        }
        var without = median(rates[0]);
        var with = median(rates[1]);
        System.out.printf(
                Locale.ROOT, "jobs/s without %.0f, with %.0f: %.1f %%%n", without, with, 100 * with / without);
        System.exit(0);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static double run(int jobs, @Nullable History history) throws InterruptedException {
        try (var plain = TestQueue.create("bench");
                var keys = plain.under("bench" + System.nanoTime());
                var redis = RedisConnection.connect(keys.redisUri());
                var queue = Queue.of(
                        keys.name(),
                        Integer.class,
                        redis,
                        QueueOptions.builder().prefix(keys.prefix()).build())) {
            for (var from = 0; from < jobs; from += 1_000) {
                queue.addBulk(IntStream.range(from, from + 1_000)
                        .mapToObj(number -> JobRequest.of("n", number))
                        .toList());
            }
            var left = new CountDownLatch(jobs);
            var follower = history == null
                    ? null
                    : HistoryFollower.start(
                            history,
                            redis,
                            () -> Set.of(keys.name()),
                            HistoryFollowerOptions.builder()
                                    .prefix(keys.prefix())
                                    .build());
            var began = System.nanoTime();
            try (var worker = Worker.of(keys.name(), Integer.class, redis, job -> {
                        left.countDown();
                        return null;
                    })
                    .prefix(keys.prefix())
                    .concurrency(100)
                    .start()) {
                left.await(5, TimeUnit.MINUTES);
                var seconds = (System.nanoTime() - began) / 1e9;
                if (follower != null) {
                    follower.close();
                }
                return jobs / seconds;
            }
        }
    }
}
