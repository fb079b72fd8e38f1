package io.taurine.interop;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.testkit.ForkedJvm;
import io.taurine.worker.Worker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Main of a JVM whose worker never ends a job, made to be killed. Arguments: Redis URI and queue name. */
final class HangingWorker {
    private HangingWorker() {}

    public static void main(String[] args) {
        ForkedJvm.exitWhenParentDies();
        var never = new CountDownLatch(1);
        Worker.of(args[1], JsonNode.class, RedisConnection.connect(args[0]), job -> {
                    System.out.println("running " + job.id());
                    never.await();
                    return null;
                })
                .lockDuration(Duration.ofSeconds(1))
                .stalledInterval(Duration.ofMillis(250))
                .start();
    }
}
