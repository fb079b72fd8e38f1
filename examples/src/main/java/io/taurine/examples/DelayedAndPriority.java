package io.taurine.examples;

import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;

/** In which order jobs run: plain ones first, then by priority, and delayed ones when they are due. */
public final class DelayedAndPriority {

    private DelayedAndPriority() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var reports = Queue.of("reports", String.class, redis)) {
            // snippet: delay-and-priority
            var later = JobOptions.builder().delay(Duration.ofSeconds(1)).build();
            var urgent = JobOptions.builder().priority(1).build();
            var whenever = JobOptions.builder().priority(1000).build();
            var next = JobOptions.builder().lifo(true).build();

            var delayed = reports.add("delayed by 1 s", "q4", later);
            reports.add("priority 1000", "archive", whenever);
            reports.add("priority 1", "invoice", urgent);
            reports.add("plain", "daily");
            reports.add("plain, lifo", "fix", next);
            // end
            System.out.println(
                    "Before the worker starts: " + reports.getJobCounts().byState());

            try (var worker = Worker.of("reports", String.class, redis, job -> {
                        System.out.println("Ran " + job.name());
                        return null;
                    })
                    .start()) {
                delayed.waitUntilFinished(Duration.ofSeconds(10), Object.class);
            }
        }
    }
}
