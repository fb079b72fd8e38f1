package io.taurine.examples;

import io.taurine.queue.AddInterceptor;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ProcessInterceptor;
import io.taurine.worker.Worker;
import java.time.Duration;

/** A tenant that travels from producer to processor beside the payload, without either of them naming it. */
public final class TravellingContext {

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private TravellingContext() {}

    // snippet: around-add
    private static final AddInterceptor<Object> TENANT_OF_PRODUCER =
            call -> call.map(job -> job.withContext("tenant", TENANT.get()));
    // end

    // snippet: around-run
    private static final ProcessInterceptor<Object> TENANT_OF_JOB = (job, next) -> {
        TENANT.set(job.job().options().context().get("tenant"));
        try {
            return next.process(job);
        } finally {
            TENANT.remove();
        }
    };
    // end

    public static void main(String[] args) {
        var options = QueueOptions.builder().interceptor(TENANT_OF_PRODUCER).build();
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var emails = Queue.of("tenants", Email.class, redis, options)) {
            // snippet: worker
            var worker = Worker.of("tenants", Email.class, redis, job -> "sent for " + TENANT.get())
                    .interceptor(TENANT_OF_JOB)
                    .start();
            // end
            try (worker) {
                for (var tenant : new String[] {"acme", "globex"}) {
                    TENANT.set(tenant);
                    var job = emails.add("welcome", new Email("ada@example.com", "Welcome"));
                    System.out.println(job.waitUntilFinished(Duration.ofSeconds(10), String.class));
                }
            }
        }
    }
}
