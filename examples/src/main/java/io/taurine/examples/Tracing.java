package io.taurine.examples;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.opentelemetry.OpenTelemetryTelemetry;
import io.taurine.worker.Worker;
import java.time.Duration;

/** One trace from the producer to the processor, printed span by span; a real program exports it. */
public final class Tracing {

    private Tracing() {}

    public static void main(String[] args) {
        var tracers = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(new SpanPrinter()))
                .build();
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var openTelemetry =
                        OpenTelemetrySdk.builder().setTracerProvider(tracers).build()) {
            // snippet: telemetry
            var telemetry = OpenTelemetryTelemetry.create(openTelemetry);
            var options = QueueOptions.builder().telemetry(telemetry).build();
            var emails = Queue.of("traced", Email.class, redis, options);
            var worker = Worker.of("traced", Email.class, redis, job -> "sent")
                    .telemetry(telemetry)
                    .start();
            // end
            try (emails;
                    worker) {
                var job = emails.add("welcome", new Email("ada@example.com", "Welcome"));
                job.waitUntilFinished(Duration.ofSeconds(10), String.class);
                System.out.println(
                        "Stored: " + job.job().orElseThrow().field("opts").orElseThrow());
            }
        }
    }
}
