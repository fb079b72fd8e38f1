package io.taurine.examples;

import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** At most three jobs start per half second, however many workers there are. */
public final class RateLimit {

    private static final int JOBS = 7;

    private RateLimit() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var calls = Queue.of("api-calls", Integer.class, redis)) {
            var jobs = calls.addBulk(IntStream.range(0, JOBS)
                    .mapToObj(i -> JobRequest.of("call", i))
                    .toList());
            var start = System.nanoTime();

            // snippet: limiter
            var worker = Worker.of("api-calls", Integer.class, redis, job -> job.data() * 2)
                    .concurrency(10)
                    .limiter(3, Duration.ofMillis(500))
                    .start();
            // end
            try (worker) {
                for (var job : jobs) {
                    job.waitUntilFinished(Duration.ofSeconds(10), Integer.class);
                }
            }
            var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            System.out.println(
                    JOBS + " jobs took " + (millis >= 1000 ? "at least" : "less than") + " two windows of 500 ms");
        }
    }
}
