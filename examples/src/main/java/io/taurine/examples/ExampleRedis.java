package io.taurine.examples;

import io.taurine.embedded.EmbeddedRedis;
import org.jspecify.annotations.Nullable;

/** The Redis of an example: the one that {@code REDIS_URL} names, else a server that lives as long as the example. */
final class ExampleRedis implements AutoCloseable {

    private final String uri;
    private final @Nullable EmbeddedRedis own;

    private ExampleRedis(String uri, @Nullable EmbeddedRedis own) {
        this.uri = uri;
        this.own = own;
    }

    static ExampleRedis start() {
        var given = System.getenv("REDIS_URL");
        if (given != null && !given.isBlank()) {
            return new ExampleRedis(given, null);
        }
        // snippet: embedded
        var server = EmbeddedRedis.start();
        System.out.println("Redis " + server.version() + " listens on " + server.uri());
        // end
        return new ExampleRedis(server.uri(), server);
    }

    String uri() {
        return uri;
    }

    @Override
    public void close() {
        if (own != null) {
            own.close();
        }
    }
}
