package io.taurine.examples;

import io.taurine.job.JobState;
import io.taurine.queue.JobFailedException;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.MetricsTime;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.Map;

/** How many jobs completed and failed, in all and per minute, and the text that Prometheus scrapes. */
public final class CountingEnds {

    private CountingEnds() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var queue = Queue.of("counted", Integer.class, redis)) {
            // snippet: worker
            var worker = Worker.of("counted", Integer.class, redis, job -> 100 / job.data())
                    .metrics(MetricsTime.ONE_WEEK)
                    .start();
            // end
            try (worker) {
                for (int i = 3; i >= 0; i--) {
                    var job = queue.add("divide", i);
                    try {
                        System.out.println(job.waitUntilFinished(Duration.ofSeconds(10), Integer.class));
                    } catch (JobFailedException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }

            // snippet: read
            var completed = queue.getMetrics(JobState.COMPLETED);
            System.out.println(completed.count() + " completed, per minute " + completed.points());
            var failed = queue.getMetrics(JobState.FAILED, 0, 59); // the last hour
            System.out.println(failed.count() + " failed, per minute " + failed.points());
            System.out.println(queue.exportPrometheusMetrics(Map.of("env", "demo")));
            // end
        }
    }
}
