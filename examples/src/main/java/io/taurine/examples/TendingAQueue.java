package io.taurine.examples;

import io.taurine.job.JobState;
import io.taurine.job.KeepJobs;
import io.taurine.queue.JobFailedException;
import io.taurine.queue.Queue;
import io.taurine.queue.RetryOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;

/** What an operator does: look at failures, run failed jobs again, pause, clean up. */
public final class TendingAQueue {

    private static volatile boolean databaseIsDown = true;

    private TendingAQueue() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var queue = Queue.of("tended", String.class, redis)) {
            // snippet: retention
            var worker = Worker.of("tended", String.class, redis, job -> importRows())
                    .removeOnComplete(KeepJobs.age(Duration.ofHours(1)).withCount(1000))
                    .removeOnFail(KeepJobs.age(Duration.ofDays(7)))
                    .start();
            // end
            try (worker) {
                var job = queue.add("import", "rows");
                try {
                    job.waitUntilFinished(Duration.ofSeconds(10), String.class);
                } catch (JobFailedException e) {
                    databaseIsDown = false;
                }
                // snippet: tending
                for (var failed : queue.getJobs(JobState.FAILED, 0, 9)) {
                    System.out.println(failed + ": " + failed.failedReason().orElse("no reason"));
                    queue.retry(failed.id(), RetryOptions.failed().resettingAttempts());
                }
                // end
                System.out.println("Run again: " + job.waitUntilFinished(Duration.ofSeconds(10), String.class));
                queue.pause();
                System.out.println("Paused: " + queue.isPaused() + ", still to run "
                        + queue.getJobCounts().pending());
                queue.resume();
                System.out.println("Removed " + queue.clean(Duration.ZERO, 1000, JobState.COMPLETED));
            }
        }
    }

    private static String importRows() {
        if (databaseIsDown) {
            throw new IllegalStateException("database is down");
        }
        return "imported";
    }
}
