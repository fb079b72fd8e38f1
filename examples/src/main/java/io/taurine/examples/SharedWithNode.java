package io.taurine.examples;

import io.taurine.job.JobOptions;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import java.util.TreeMap;

/** The same queue from Node: what a BullMQ program needs to say, and what both see in Redis. Node is not needed to run this. */
public final class SharedWithNode {

    private static final String NODE_WORKER = """
            import { Worker } from 'bullmq';

            new Worker('images', async job => ({ width: job.data.width / 2 }), {
              connection: { host: 'localhost', port: 6379 },
            });
            """;

    private SharedWithNode() {}

    record Image(String path, int width) {}

    public static void main(String[] args) {
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var images = Queue.of("images", Image.class, redis)) {
            var job = images.add(
                    "resize",
                    new Image("cat.png", 800),
                    JobOptions.builder().attempts(2).keepLogs(10).build());

            System.out.println("A worker in Node (npm install bullmq) that would run job " + job.id() + ":\n");
            System.out.println(NODE_WORKER);
            var key = images.prefix() + ":" + images.name() + ":" + job.id();
            System.out.println("What both see: redis-cli -u " + server.uri() + " HGETALL " + key);
            new TreeMap<>(job.job().orElseThrow().fields())
                    .forEach((field, value) -> System.out.println("  " + field + " = " + value));
            System.out.println("The job is " + job.state() + ", in the list " + images.prefix() + ":" + images.name()
                    + ":" + job.state().storageName());
            images.remove(job.id());
        }
    }
}
