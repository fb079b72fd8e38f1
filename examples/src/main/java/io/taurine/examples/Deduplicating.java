package io.taurine.examples;

import io.taurine.job.Deduplication;
import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.time.Duration;

/** Jobs that mean the same become one: while it waits, for a time, or only the last of a series. */
public final class Deduplicating {

    private Deduplicating() {}

    private static JobOptions options(Deduplication deduplication) {
        return JobOptions.builder().deduplication(deduplication).build();
    }

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var index = Queue.of("index", String.class, redis)) {
            // snippet: simple
            var once = options(Deduplication.simple("customer:42"));
            var first = index.add("reindex", "new address", once);
            var second = index.add("reindex", "new phone", once);
            System.out.println(second.outcome() + " for job " + second.id() + ", new: " + second.isNew());
            // end
            System.out.println("The same job: " + second.id().equals(first.id()));

            // snippet: throttle
            var atMostOnceAMinute = options(Deduplication.throttle("report", Duration.ofMinutes(1)));
            // end
            index.add("report", "a", atMostOnceAMinute);
            System.out.println(
                    "Throttled: " + index.add("report", "b", atMostOnceAMinute).outcome());

            // snippet: debounce
            var quietFor = Duration.ofSeconds(5);
            var afterTheLastKey = JobOptions.builder()
                    .delay(quietFor)
                    .deduplication(Deduplication.debounce("search", quietFor))
                    .build();
            index.add("search", "tau", afterTheLastKey);
            var last = index.add("search", "taurine", afterTheLastKey);
            // end
            System.out.println("Debounced: " + last.outcome() + " with "
                    + last.job().orElseThrow().data());

            // snippet: by-hand
            System.out.println(
                    "Owner: " + index.getDeduplicationJobId("customer:42").orElseThrow());
            index.removeDeduplicationKey("customer:42");
            // end
            System.out.println("Freed: " + index.add("reindex", "again", once).outcome());
            index.drain(true);
        }
    }
}
