package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Closing waits for running jobs, up to a bound; what is left goes back in line and another worker takes it at once. */
public final class GracefulShutdown {

    private GracefulShutdown() {}

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var videos = Queue.of("shutdown-videos", String.class, redis)) {
            var job = videos.add("encode", "cat.mp4");
            var running = new CountDownLatch(1);

            // snippet: close
            var worker = Worker.of("shutdown-videos", String.class, redis, active -> {
                        running.countDown();
                        Thread.sleep(60_000); // ends with an InterruptedException when the worker gives up waiting
                        return "encoded";
                    })
                    .closeTimeout(Duration.ofMillis(300))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "close-worker"));
            // end

            running.await();
            System.out.println("Job is " + job.state() + ", the worker closes");
            worker.close();
            System.out.println("Job is " + job.state() + " again");

            try (var other = Worker.of("shutdown-videos", String.class, redis, active -> "attempt " + active.attempt())
                    .start()) {
                var result = job.waitUntilFinished(Duration.ofSeconds(10), String.class);
                System.out.println("Another worker finished it: " + result.orElseThrow());
            }
        }
    }
}
