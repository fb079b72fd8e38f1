package io.taurine.examples;

import io.taurine.queue.AddInterceptor;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.ProcessInterceptor;
import io.taurine.worker.Worker;
import java.time.Duration;

/** Code around every add and every run: validation, a log line, and a tenant that travels from producer to processor. */
public final class Interceptors {

    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();

    private Interceptors() {}

    // snippet: around-add
    private static final AddInterceptor<Email> VALIDATION = call -> {
        call.jobs().forEach(job -> {
            if (job.data() == null || !job.data().to().contains("@")) {
                throw new IllegalArgumentException("not an address: " + job.data());
            }
        });
        return call;
    };

    private static final AddInterceptor<Object> TENANT_OF_PRODUCER =
            call -> call.map(job -> job.withContext("tenant", TENANT.get()));

    private static final AddInterceptor<Object> LOGGING = call ->
            call.whenDone((ids, failure) -> System.out.println(call.kind() + " of " + ids + ", failure " + failure));
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
        // snippet: options
        var options = QueueOptions.builder()
                .interceptor(LOGGING)
                .interceptor(Email.class, VALIDATION)
                .interceptor(TENANT_OF_PRODUCER)
                .build();
        // end
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var emails = Queue.of("intercepted", Email.class, redis, options)) {
            // snippet: worker
            var worker = Worker.of("intercepted", Email.class, redis, job -> "sent for " + TENANT.get())
                    .interceptor(TENANT_OF_JOB)
                    .start();
            // end
            try (worker) {
                TENANT.set("acme");
                var job = emails.add("welcome", new Email("ada@example.com", "Welcome"));
                System.out.println("Result: " + job.waitUntilFinished(Duration.ofSeconds(10), String.class));
                emails.add("welcome", new Email("nobody", "Welcome"));
            } catch (IllegalArgumentException e) {
                System.out.println("Refused: " + e.getMessage());
            }
        }
    }
}
