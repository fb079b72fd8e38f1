package io.taurine.examples;

import io.taurine.job.Backoff;
import io.taurine.job.JobOptions;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.JobFailedException;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;

/** A job that succeeds at its third attempt, and one that gives up at once because another attempt cannot help. */
public final class RetriesAndBackoff {

    private RetriesAndBackoff() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var emails = Queue.of("emails", Email.class, redis);
                var worker = Worker.of("emails", Email.class, redis, job -> send(job.name(), job.attempt()))
                        .start()) {
            // snippet: attempts
            var retried = JobOptions.builder()
                    .attempts(3)
                    .backoff(Backoff.exponential(Duration.ofMillis(100)).withJitter(0.2))
                    .build();
            var job = emails.add("flaky", new Email("ada@example.com", "Hello"), retried);
            // end
            System.out.println("flaky: " + job.waitUntilFinished(Duration.ofSeconds(10), String.class));

            // snippet: failed
            var hopeless = emails.add("hopeless", new Email("nobody", "Hello"), retried);
            try {
                hopeless.waitUntilFinished(Duration.ofSeconds(10), String.class);
            } catch (JobFailedException e) {
                System.out.println("hopeless: " + e.failedReason());
            }
            // end
        }
    }

    // snippet: failing-processor
    private static String send(String name, int attempt) {
        System.out.println(name + ": attempt " + attempt);
        if (name.equals("hopeless")) {
            throw new UnrecoverableException("no such address");
        }
        if (attempt < 3) {
            throw new IllegalStateException("mail server is busy");
        }
        return "sent";
    }
    // end
}
