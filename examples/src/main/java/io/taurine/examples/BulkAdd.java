package io.taurine.examples;

import io.taurine.job.JobOptions;
import io.taurine.queue.JobRequest;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import java.util.stream.IntStream;

/** Many jobs in few calls, and ids that make adding twice harmless. */
public final class BulkAdd {

    private BulkAdd() {}

    public static void main(String[] args) {
        // snippet: default-options
        var options = QueueOptions.builder()
                .defaultJobOptions(JobOptions.builder().attempts(3).build())
                .build();
        // end
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var mails = Queue.of("newsletter", Email.class, redis, options)) {
            // snippet: bulk
            var requests = IntStream.range(0, 1000)
                    .mapToObj(i -> JobRequest.of("newsletter", new Email("reader" + i + "@example.com", "News")))
                    .toList();
            var added = mails.addBulk(requests);
            // end
            System.out.println("Added " + added.size() + " jobs, all new: "
                    + added.stream().allMatch(job -> job.isNew()));

            // snippet: job-id
            var once = JobOptions.builder().jobId("invoice-2024-17").build();
            var first = mails.add("invoice", new Email("ada@example.com", "Invoice"), once);
            var again = mails.add("invoice", new Email("ada@example.com", "Invoice"), once);
            System.out.println(first.outcome() + ", then " + again.outcome());
            // end

            // snippet: async
            mails.addAsync("newsletter", new Email("late@example.com", "News"))
                    .thenAccept(job -> System.out.println("Added without waiting: " + job.isNew()))
                    .toCompletableFuture()
                    .join();
            // end
            mails.remove(first.id());
            System.out.println("Drained " + mails.drain(false) + " jobs");
        }
    }
}
