package io.taurine.examples;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import io.taurine.worker.micrometer.MicrometerMeter;
import io.taurine.worker.micrometer.QueueGauges;
import java.time.Duration;
import java.util.List;

/** Metrics of a worker and a queue in a Micrometer registry; a real program has one that Prometheus or the like reads. */
public final class MicrometerMetrics {

    private MicrometerMetrics() {}

    public static void main(String[] args) {
        var registry = new SimpleMeterRegistry();
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var queue = Queue.of("measured", String.class, redis)) {
            // snippet: meter
            var gauges = QueueGauges.bind(queue, registry);
            var worker = Worker.of(
                            "measured", String.class, redis, job -> job.data().length())
                    .meter(MicrometerMeter.builder(registry).maxJobNames(50).build())
                    .start();
            // end
            try (gauges;
                    worker) {
                for (var text : List.of("one", "two", "three")) {
                    queue.add("count", text).waitUntilFinished(Duration.ofSeconds(10), Integer.class);
                }
                print(registry);
            }
        }
    }

    private static void print(SimpleMeterRegistry registry) {
        System.out.println("Workers may run "
                + registry.get("taurine.worker.concurrency").gauge().value() + " jobs at once");
        registry.getMeters().stream()
                .map(meter -> meter.getId().getName() + meter.getId().getTags())
                .sorted()
                .forEach(System.out::println);
    }
}
