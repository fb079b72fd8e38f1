package io.taurine.testkit;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Redis in a container. The only class that may load Testcontainers, see {@link DockerEngine}. */
final class RedisContainer {
    static final String IMAGE = "redis:7-alpine";

    private static final Logger LOG = LoggerFactory.getLogger(RedisContainer.class);
    private static final int PORT = 6379;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private RedisContainer() {}

    /** The URI of a new container, which Testcontainers removes after this JVM; empty when the engine cannot run one. */
    static Optional<String> start(DockerEngine engine) {
        QuietLogging.of("org.testcontainers", "tc", "com.github.dockerjava");
        long start = System.nanoTime();
        try {
            @SuppressWarnings("resource") // serves all tests of this JVM and ends with it
            var container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                    .withExposedPorts(PORT)
                    .withStartupTimeout(START_TIMEOUT)
                    .withCommand("redis-server", "--save", "", "--protected-mode", "no");
            container.start();
            LOG.info(
                    "Tests use a container of {} on the Docker engine at {}, started in {} ms",
                    IMAGE,
                    engine.address(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            return Optional.of("redis://" + container.getHost() + ":" + container.getMappedPort(PORT));
        } catch (RuntimeException e) {
            // A machine with an engine but without the image and without a registry to pull from.
            LOG.warn(
                    "Docker engine at {} cannot run {} ({}); starting a local server",
                    engine.address(),
                    IMAGE,
                    e.toString());
            return Optional.empty();
        }
    }
}
