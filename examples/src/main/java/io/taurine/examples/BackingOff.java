package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A service answers that it has had enough: the job goes back, and no other starts until the service is ready again. */
public final class BackingOff {

    private static final AtomicInteger CALLS = new AtomicInteger();

    private BackingOff() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var invoices = Queue.of("invoices", String.class, redis);
                var worker = Worker.of("invoices", String.class, redis, BackingOff::send)
                        .limiter(100, Duration.ofSeconds(1))
                        .start()) {
            var start = System.nanoTime();
            var first = invoices.add("send", "first");
            var second = invoices.add("send", "second");
            for (var job : new String[] {first.id(), second.id()}) {
                System.out.println(invoices.waitUntilFinished(job, Duration.ofSeconds(10), String.class));
            }
            var millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            var job = first.job().orElseThrow();
            System.out.println("Claimed " + job.attemptsStarted() + " times, attempts " + job.attemptsMade());
            System.out.println("It took " + (millis >= 500 ? "at least" : "less than") + " 500 ms; running still: "
                    + worker.runningJobs());
        }
    }

    // snippet: by-hand
    private static @Nullable String send(ActiveJob<String> job) {
        if (isTooMuch()) {
            System.out.println(job.data() + ": too many requests");
            job.rateLimit(Duration.ofMillis(500)); // what the service asked for
            return null; // the job is back in line
        }
        return job.data() + " sent";
    }
    // end

    private static boolean isTooMuch() {
        return CALLS.incrementAndGet() == 1;
    }
}
