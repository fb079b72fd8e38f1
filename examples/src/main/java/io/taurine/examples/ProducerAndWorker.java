package io.taurine.examples;

import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.util.concurrent.CountDownLatch;

/** A producer and a worker, as they would stand in two programs: all that they share is Redis and the queue's name. */
public final class ProducerAndWorker {

    private ProducerAndWorker() {}

    public static void main(String[] args) throws InterruptedException {
        try (var server = ExampleRedis.start()) {
            produce(server.uri());
            work(server.uri());
        }
    }

    private static void produce(String redisUrl) {
        // snippet: producer
        try (var redis = RedisConnection.connect(redisUrl);
                var emails = Queue.of("emails", Email.class, redis)) {
            var job = emails.add("welcome", new Email("ada@example.com", "Hello"));
            System.out.println("Added job " + job.id());
        }
        // end
    }

    private static void work(String redisUrl) throws InterruptedException {
        var stop = new CountDownLatch(1);
        // snippet: worker
        try (var redis = RedisConnection.connect(redisUrl);
                var worker = Worker.of("emails", Email.class, redis, job -> {
                            System.out.println("Sending " + job.name() + " to "
                                    + job.data().to());
                            stop.countDown();
                            return "sent";
                        })
                        .concurrency(10)
                        .start()) {
            stop.await(); // closing the worker waits for running jobs
        }
        // end
        System.out.println("Worker is closed");
    }
}
