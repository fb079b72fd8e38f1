package io.taurine.testkit;

import io.taurine.embedded.EmbeddedRedis;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one Redis that the tests of this JVM share: the URL in the environment variable {@code REDIS_URL} if set; else a
 * container when a Docker engine answers and runs it within a minute; else a redis-server started by {@link EmbeddedRedis}. Never a mock.
 *
 * <p>It starts with the first question and ends with this JVM. Tests share it side by side, so none may flush it.
 */
public final class TestRedis {
    private static final Logger LOG = LoggerFactory.getLogger(TestRedis.class);

    private static final Duration CONTAINER_TIMEOUT = Duration.ofSeconds(60);

    private TestRedis() {}

    /** The URI of the shared server, which is up when this returns. */
    public static String shared() {
        return Shared.URI;
    }

    static String choose(Map<String, String> environment) {
        var given = environment.getOrDefault("REDIS_URL", "");
        if (!given.isBlank()) {
            LOG.info("Tests use the Redis in REDIS_URL");
            return given.strip();
        }
        return DockerEngine.find(environment)
                .flatMap(engine -> RedisContainer.start(engine, CONTAINER_TIMEOUT))
                .orElseGet(TestRedis::startEmbedded);
    }

    // Not to be closed: it ends with this JVM, and until then somebody may need it.
    private static String startEmbedded() {
        return EmbeddedRedis.start().uri();
    }

    /** Started by the class loader, so that only one thread does it and the others wait. */
    private static final class Shared {
        static final String URI = choose(System.getenv());
    }
}
