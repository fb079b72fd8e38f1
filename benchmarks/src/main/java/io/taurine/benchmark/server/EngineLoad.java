package io.taurine.benchmark.server;

import io.taurine.benchmark.Mail;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Adds jobs with the engine's own client, from as many threads as it is told, each of which waits for its job. */
final class EngineLoad {

    private EngineLoad() {}

    public static void main(String[] args) throws Exception {
        ForkedJvm.exitWhenParentDies();
        var threads = Integer.parseInt(args[1]);
        var pool = Executors.newFixedThreadPool(threads);
        try (var redis = RedisConnection.connect(args[0]);
                var queue = Queue.of("engine", Mail.class, redis)) {
            LoadProcess.serve(times -> {
                var left = new AtomicInteger(times);
                var all = IntStream.range(0, threads)
                        .mapToObj(n -> pool.submit(() -> add(queue, left)))
                        .toList();
                for (Future<?> one : all) {
                    one.get();
                }
                return times;
            });
        }
        System.exit(0);
    }

    private static void add(Queue<Mail> queue, AtomicInteger left) {
        for (var n = left.getAndDecrement(); n > 0; n = left.getAndDecrement()) {
            queue.add("n", Mail.of(n, ""));
        }
    }
}
