package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;

/** Waits for a job and takes its result, whichever worker in whichever process runs it. */
public final class WaitForResult {

    private WaitForResult() {}

    // snippet: types
    record Picture(String path, int width) {}

    record Thumbnail(String path, int width) {}
    // end

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var pictures = Queue.of("pictures", Picture.class, redis);
                var worker = Worker.of("pictures", Picture.class, redis, job -> shrink(job.data()))
                        .start()) {
            // snippet: result
            var job = pictures.add("shrink", new Picture("cat.png", 800));
            var thumbnail = job.waitUntilFinished(Duration.ofSeconds(10), Thumbnail.class);
            System.out.println("Job " + job.id() + " is " + job.state() + ": " + thumbnail.orElseThrow());
            // end

            // snippet: look
            var stored = job.job().orElseThrow();
            System.out.println("Attempts " + stored.attemptsMade() + ", result "
                    + stored.returnValueJson().orElse("none"));
            // end
        }
    }

    private static Thumbnail shrink(Picture picture) {
        return new Thumbnail("small-" + picture.path(), picture.width() / 8);
    }
}
