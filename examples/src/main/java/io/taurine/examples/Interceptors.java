package io.taurine.examples;

import io.taurine.queue.AddInterceptor;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;

/** Code around every add: one interceptor refuses what cannot be sent, the other tells what became of the call. */
public final class Interceptors {

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

    private static final AddInterceptor<Object> LOGGING = call ->
            call.whenDone((ids, failure) -> System.out.println(call.kind() + " of " + ids + ", failure " + failure));
    // end

    public static void main(String[] args) {
        // snippet: options
        var options = QueueOptions.builder()
                .interceptor(LOGGING)
                .interceptor(Email.class, VALIDATION)
                .build();
        // end
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri());
                var emails = Queue.of("intercepted", Email.class, redis, options)) {
            emails.add("welcome", new Email("ada@example.com", "Welcome"));
            emails.add("welcome", new Email("nobody", "Welcome"));
        } catch (IllegalArgumentException e) {
            System.out.println("Refused: " + e.getMessage());
        }
    }
}
