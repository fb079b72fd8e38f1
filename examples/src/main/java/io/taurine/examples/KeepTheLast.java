package io.taurine.examples;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.util.concurrent.CountDownLatch;

/** What is added while a job runs is dropped, but for the last of it, which runs once more afterwards. */
public final class KeepTheLast {

    private KeepTheLast() {}

    public static void main(String[] args) throws InterruptedException {
        var published = new CountDownLatch(2);
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var catalog = Queue.of("catalog", String.class, redis)) {
            // snippet: keep-last
            var keepLast = JobOptions.builder()
                    .deduplication(Deduplication.keepLast("catalog"))
                    .build();
            var worker = Worker.of("catalog", String.class, redis, job -> {
                        if (job.data().equals("v1")) { // what comes meanwhile is dropped, but for the last
                            catalog.add("publish", "v2", keepLast);
                            catalog.add("publish", "v3", keepLast);
                        }
                        System.out.println("Published " + job.data());
                        published.countDown();
                        return job.data();
                    })
                    .start();
            // end
            try (worker) {
                System.out.println(
                        "Added: " + catalog.add("publish", "v1", keepLast).outcome());
                published.await();
            }
            System.out.println("Jobs made: " + catalog.getJobCounts().total());
        }
    }
}
