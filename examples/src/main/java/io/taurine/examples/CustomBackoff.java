package io.taurine.examples;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.BackoffStrategy;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.Optional;

/** A backoff of the program's own: the job names it, the worker computes it. */
public final class CustomBackoff {

    private CustomBackoff() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var imports = Queue.of("imports", String.class, redis)) {
            // snippet: custom-backoff
            BackoffStrategy steps = (attempt, failure, job) -> failure instanceof IllegalArgumentException
                    ? Optional.empty() // fails now, whatever attempts are left
                    : Optional.of(Duration.ofMillis(50L * attempt * attempt));

            var worker = Worker.of("imports", String.class, redis, job -> load(job.attempt()))
                    .backoffStrategy("steps", steps)
                    .start();

            var options = JobOptions.builder()
                    .attempts(4)
                    .backoff(Backoff.custom("steps"))
                    .build();
            // end
            try (worker) {
                var job = imports.add("load", "rows.csv", options);
                var result = job.waitUntilFinished(Duration.ofSeconds(10), String.class);
                System.out.println("Loaded after attempt " + result.orElseThrow());
            }
        }
    }

    private static String load(int attempt) {
        System.out.println("attempt " + attempt);
        if (attempt < 4) {
            throw new IllegalStateException("file is locked");
        }
        return Integer.toString(attempt);
    }
}
