package io.taurine.examples;

import io.taurine.queue.JobFailedException;
import io.taurine.queue.JobHandle;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A run that takes too long is interrupted and fails with a clear reason; so is one that somebody cancels. */
public final class JobTimeouts {

    private static final CountDownLatch RUNNING = new CountDownLatch(1);

    private JobTimeouts() {}

    // snippet: cancellation
    private static String work(ActiveJob<String> job) throws InterruptedException {
        var signal = job.cancellation();
        signal.onCancel(
                () -> System.out.println("Told to end: " + signal.reason().orElseThrow()));
        RUNNING.countDown();
        while (true) {
            signal.throwIfCancelled();
            Thread.sleep(10); // or any other slow step; an interrupt ends it
        }
    }
    // end

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var jobs = Queue.of("slow", String.class, redis)) {
            // snippet: timeout
            var worker = Worker.of("slow", String.class, redis, job -> work(job))
                    .jobTimeout(Duration.ofSeconds(1))
                    .start();
            // end
            try (worker) {
                var first = jobs.add("cancelled", "x");
                RUNNING.await();
                worker.cancel(first.id(), "no longer needed");
                printFailure(first);
                printFailure(jobs.add("too slow", "x"));
            }
        }
    }

    private static void printFailure(JobHandle<String> job) {
        try {
            job.waitUntilFinished(Duration.ofSeconds(10), String.class);
        } catch (JobFailedException e) {
            System.out.println("Failed: " + e.failedReason());
        }
    }
}
