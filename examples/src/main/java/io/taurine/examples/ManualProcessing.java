package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.UUID;

/** The manual road: claim a job, run it on a thread of one's own, and say how it ended. */
public final class ManualProcessing {

    private ManualProcessing() {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var orders = Queue.of("orders", String.class, redis)) {
            orders.add("pack", "book");
            orders.add("pack", "broken vase");

            // snippet: manual
            try (var manual = Worker.of("orders", String.class, redis)
                    .lockDuration(Duration.ofMinutes(1))
                    .manual()) {
                var next = manual.getNextJob(UUID.randomUUID().toString(), Duration.ofSeconds(5));
                while (next.isPresent()) {
                    var claimed = next.get();
                    if (claimed.job().data().startsWith("broken")) {
                        claimed.moveToFailed(new IllegalStateException("cannot be packed"));
                    } else {
                        claimed.extendLock(Duration.ofMinutes(2));
                        claimed.moveToCompleted("packed");
                    }
                    System.out.println("Job " + claimed.job().id() + " ("
                            + claimed.job().data() + ") is now "
                            + orders.getJobState(claimed.job().id()));
                    next = manual.getNextJob(UUID.randomUUID().toString(), Duration.ZERO);
                }
            }
            // end
            System.out.println("Nothing left to claim");
        }
    }
}
