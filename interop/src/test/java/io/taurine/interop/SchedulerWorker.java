package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.worker.Worker;
import java.time.Duration;

/**
 * Main of a JVM whose worker does as Node's behaviour {@code slow}, made to be killed. Arguments: Redis URI, queue, name of the
 * worker, and {@code sticks} for one that stops for good between the claim of its first run and the making of the next one.
 */
final class SchedulerWorker {
    private SchedulerWorker() {}

    public static void main(String[] args) {
        ForkedJvm.exitWhenParentDies();
        var worker = Worker.of(args[1], JsonNode.class, RedisConnection.connect(args[0]), job -> {
                    System.out.println("running " + job.id());
                    Thread.sleep(job.data().path("ms").asLong());
                    return null;
                })
                .name(args[2])
                .lockDuration(Duration.ofSeconds(1))
                .stalledInterval(Duration.ofMillis(250));
        if (args.length > 3 && args[3].equals("sticks")) {
            // Whoever runs the task would make the next run first.
            worker.executor(task -> System.out.println("stuck"));
        }
        worker.start();
        System.out.println("started");
    }
}
