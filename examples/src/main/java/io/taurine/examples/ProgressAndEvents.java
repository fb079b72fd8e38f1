package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.events.QueueEvent;
import io.taurine.queue.events.QueueEvents;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** What others see of a job while it runs: events, progress and log rows, from any process. */
public final class ProgressAndEvents {

    private static final CountDownLatch HEARD = new CountDownLatch(1);

    private ProgressAndEvents() {}

    // snippet: progress
    private static int encode(ActiveJob<String> job) {
        for (int percent = 50; percent <= 100; percent += 50) {
            job.updateProgress(percent);
            job.log("encoded " + percent + " % of " + job.data());
        }
        return 42;
    }
    // end

    // snippet: listener
    private static void print(QueueEvent event) {
        if (event instanceof QueueEvent.Progress progress) {
            System.out.println("event progress of job " + progress.jobId() + ": " + progress.progressJson());
        } else if (event instanceof QueueEvent.Completed completed) {
            System.out.println("event completed: " + completed.returnValueJson());
            HEARD.countDown();
        } else {
            System.out.println("event " + event.name());
        }
    }
    // end

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var videos = Queue.of("videos", String.class, redis);
                var worker = Worker.of("videos", String.class, redis, job -> encode(job))
                        .start()) {
            // snippet: events
            var events = QueueEvents.open("videos", redis, event -> print(event));
            // end
            var job = videos.add("encode", "cat.mp4");
            HEARD.await();
            events.close();
            System.out.println("Result " + job.waitUntilFinished(Duration.ofSeconds(10), Integer.class));
            System.out.println("Log " + videos.getJobLogs(job.id(), 0, 99).rows());
            System.out.println("Go on later from event " + events.lastEventId());
        }
    }
}
