package io.taurine.examples;

import io.taurine.job.JobState;
import io.taurine.queue.CancelOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Whoever has the queue can end a job, wherever it is: in line, or running on a worker of another process. */
public final class CancellingJobs {

    private static final CountDownLatch RUNNING = new CountDownLatch(1);
    private static final CountDownLatch ENDED = new CountDownLatch(1);

    private CancellingJobs() {}

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var reports = Queue.of("reports", String.class, redis);
                var worker = Worker.of("reports", String.class, redis, job -> write(job.data()))
                        .start()) {
            var running = reports.add("yearly", "2026");
            var waiting = reports.add("monthly", "November");
            var obsolete = reports.add("daily", "Sunday");
            RUNNING.await();

            // snippet: cancel
            System.out.println("In line: " + reports.cancel(waiting.id(), "not needed any more"));
            System.out.println("Running: " + reports.cancel(running.id(), "not needed any more"));
            System.out.println("Again: " + reports.cancel(waiting.id(), "really"));
            // end
            // snippet: cancel-and-remove
            var remove = CancelOptions.builder().remove(true).build();
            System.out.println("Without a trace: " + reports.cancel(obsolete.id(), remove));
            // end
            ENDED.await();
            worker.close(Duration.ofSeconds(5));
            System.out.println("Failed: " + reports.getJobCounts().of(JobState.FAILED));
        }
    }

    private static String write(String period) throws InterruptedException {
        RUNNING.countDown();
        try {
            Thread.sleep(60_000); // or any other step that an interrupt ends
            return "report of " + period;
        } finally {
            ENDED.countDown();
        }
    }
}
