package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.SkippedRun;
import io.taurine.worker.WhenTaken;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A processor that runs once at a time in the whole fleet; a job that comes meanwhile is skipped and says so. */
public final class SingleRunningReport {

    private static final CountDownLatch RUNNING = new CountDownLatch(1);
    private static final CountDownLatch GO_ON = new CountDownLatch(1);

    private SingleRunningReport() {}

    private static String report(ActiveJob<String> job) throws InterruptedException {
        RUNNING.countDown();
        GO_ON.await();
        return "report of " + job.data();
    }

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var reports = Queue.of("reports", String.class, redis)) {
            // snippet: single-running
            var worker = Worker.of("reports", String.class, redis, job -> report(job))
                    .concurrency(2)
                    .singleRunning(WhenTaken.skip()) // or WhenTaken.delay(Duration.ofSeconds(30))
                    .start();
            // end
            try (worker) {
                var first = reports.add("report", "Monday");
                RUNNING.await();
                var second = reports.add("report", "Tuesday");
                System.out.println(second.waitUntilFinished(Duration.ofSeconds(10), SkippedRun.class)
                        .orElseThrow());
                GO_ON.countDown();
                System.out.println(first.waitUntilFinished(Duration.ofSeconds(10), String.class)
                        .orElseThrow());
            }
        }
    }
}
