package io.taurine.examples;

import io.taurine.job.JobState;
import io.taurine.queue.JobHandle;
import io.taurine.queue.JobRequest;
import io.taurine.queue.PartitionedQueue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.stream.IntStream;

/** One name over four queues, so that four Redis cores can share its jobs, and one worker of all four. */
public final class PartitionedJobs {

    private PartitionedJobs() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri())) {
            // snippet: open
            var emails = PartitionedQueue.of("emails", 4, Email.class, redis);
            // end
            // snippet: add
            var receipt = emails.forKey("customer-42").add("receipt", new Email("ada@example.com", "Your receipt"));
            emails.add("news", new Email("grace@example.com", "News")); // without a key: goes round
            // end
            System.out.println("The receipt is in partition " + emails.partitionOf(receipt));

            var reminders = IntStream.range(0, 98)
                    .mapToObj(i -> JobRequest.of("customer-" + i % 10, new Email("any@example.com", "Reminder " + i)))
                    .toList();
            // snippet: bulk
            var added = emails.addBulk(reminders, job -> job.name()); // the key of each: here its name
            // end
            System.out.println(
                    "Added " + added.stream().filter(JobHandle::isNew).count());

            // snippet: one-at-a-time
            emails.setGlobalConcurrency(4); // one for each partition, over all workers in every language
            // end

            // snippet: work
            var worker = Worker.of(
                            "emails",
                            Email.class,
                            redis,
                            job -> "sent to " + job.data().to())
                    .concurrency(50)
                    .startPartitioned(4);
            // end
            added.forEach(reminder -> reminder.waitUntilFinished(Duration.ofSeconds(20), String.class));
            System.out.println(receipt.waitUntilFinished(Duration.ofSeconds(20), String.class)
                    .orElseThrow());
            worker.close();
            System.out.println("Completed: " + emails.getJobCounts().of(JobState.COMPLETED));
            emails.close();
        }
    }
}
