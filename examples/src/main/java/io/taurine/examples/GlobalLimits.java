package io.taurine.examples;

import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Processor;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Limits that are stored with the queue and hold for all its workers together, in every language. */
public final class GlobalLimits {

    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    private GlobalLimits() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var reports = Queue.of("reports", Integer.class, redis)) {
            // snippet: global
            reports.setGlobalConcurrency(2); // at most two run at once
            reports.setGlobalRateLimit(10, Duration.ofMillis(300)); // at most ten start per 300 ms
            // end
            System.out.println("Limits: " + reports.getGlobalConcurrency() + ", " + reports.getGlobalRateLimit());

            Processor<Integer> processor = job -> {
                MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
                Thread.sleep(5); // the work
                return RUNNING.decrementAndGet();
            };
            try (var one = Worker.of("reports", Integer.class, redis, processor)
                            .concurrency(10)
                            .start();
                    var two = Worker.of("reports", Integer.class, redis, processor)
                            .concurrency(10)
                            .start()) {
                var jobs = reports.addBulk(IntStream.range(0, 25)
                        .mapToObj(i -> JobRequest.of("report", i))
                        .toList());
                jobs.forEach(job -> job.waitUntilFinished(Duration.ofSeconds(10), Integer.class));
            }
            System.out.println("25 jobs done, " + MOST + " at once");

            reports.removeGlobalConcurrency();
            reports.removeGlobalRateLimit();
            System.out.println("Limits: " + reports.getMeta().concurrency() + ", "
                    + reports.getMeta().rateLimit());
        }
    }
}
