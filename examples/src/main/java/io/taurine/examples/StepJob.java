package io.taurine.examples;

import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ActiveJob;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A job that finds out what there is to do, adds a child for each piece, waits for all, and goes on. */
public final class StepJob {

    private StepJob() {}

    private record Album(String name, String step) {}

    // snippet: step
    private static @Nullable Object process(ActiveJob<Album> job, Queue<String> thumbnails) {
        var album = job.data();
        if (album.step().equals("split")) {
            for (var picture : List.of("sea.png", "hill.png", "town.png")) {
                // The id makes a second run of this step harmless.
                var child = JobOptions.builder().parent(job.asParent()).jobId(job.id() + "-" + picture);
                thumbnails.add("thumbnail", picture, child.build());
            }
            job.updateData(new Album(album.name(), "join"));
        }
        if (job.moveToWaitingChildren()) {
            return null; // The job is aside now; it is run again when its children are done.
        }
        return album.name() + ": " + job.getChildrenValues(String.class).size() + " thumbnails";
    }
    // end

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var albums = Queue.of("albums", Album.class, redis);
                var thumbnails = Queue.of("thumbnails", String.class, redis);
                var small = Worker.of("thumbnails", String.class, redis, job -> {
                            System.out.println("Thumbnail of " + job.data());
                            return "small-" + job.data();
                        })
                        .start();
                var whole = Worker.of("albums", Album.class, redis, job -> process(job, thumbnails))
                        .start()) {
            var album = albums.add(
                    "album",
                    new Album("summer", "split"),
                    JobOptions.builder().jobId("summer").build());
            var result = album.waitUntilFinished(Duration.ofSeconds(10), String.class);
            System.out.println(
                    result.orElseThrow() + ", in " + album.job().orElseThrow().attemptsStarted() + " runs");
        }
    }
}
