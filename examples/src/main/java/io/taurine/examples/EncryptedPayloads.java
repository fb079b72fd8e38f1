package io.taurine.examples;

import io.taurine.job.JacksonPayloadCodec;
import io.taurine.job.PayloadCodec;
import io.taurine.job.codec.CompressingCodec;
import io.taurine.job.codec.EncryptingCodec;
import io.taurine.job.codec.EncryptionKeys;
import io.taurine.queue.Queue;
import io.taurine.queue.QueueOptions;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.worker.Worker;
import java.security.SecureRandom;
import java.time.Duration;

/** Payloads and results that nobody reads in Redis: compressed, then encrypted, and still valid JSON. */
public final class EncryptedPayloads {

    private EncryptedPayloads() {}

    public static void main(String[] args) {
        var key = new byte[32]; // yours comes from a vault
        new SecureRandom().nextBytes(key);
        // snippet: codec
        PayloadCodec codec = EncryptingCodec.builder(
                        CompressingCodec.around(JacksonPayloadCodec.defaults()), EncryptionKeys.current("2026-11", key))
                .purpose("secret-mail")
                .build();
        // end
        try (var server = ExampleRedis.start();
                var redis = RedisConnection.connect(server.uri())) {
            // snippet: both-sides
            var options = QueueOptions.builder().codec(codec).build();
            var emails = Queue.of("secret-mail", Email.class, redis, options);
            var worker = Worker.of(
                            "secret-mail",
                            Email.class,
                            redis,
                            job -> "sent to " + job.data().to())
                    .codec(codec)
                    .start();
            // end
            try (emails;
                    worker) {
                var job = emails.add("welcome", new Email("ada@example.com", "Welcome ".repeat(500)));
                System.out.println("Result: "
                        + job.waitUntilFinished(Duration.ofSeconds(10), String.class)
                                .orElseThrow());
                var stored = job.job().orElseThrow();
                System.out.println("Stored data: " + stored.dataJson());
                System.out.println("Stored result: " + stored.returnValueJson().orElseThrow());
            }
        }
    }
}
