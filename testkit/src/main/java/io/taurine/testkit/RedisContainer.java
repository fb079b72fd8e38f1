package io.taurine.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** Redis in a container. The only class that may load Testcontainers, see {@link DockerEngine}. */
final class RedisContainer {
    static final String IMAGE = "redis:7-alpine";

    private static final Logger LOG = LoggerFactory.getLogger(RedisContainer.class);
    private static final int PORT = 6379;

    private RedisContainer() {}

    /**
     * The URI of a new container, which Testcontainers removes after this JVM; empty when the engine cannot run one in
     * time. The bound is ours: where no registry can be reached, Testcontainers tries to pull for minutes.
     */
    static Optional<String> start(DockerEngine engine, Duration timeout) {
        QuietLogging.of("org.testcontainers", "tc", "com.github.dockerjava");
        long start = System.nanoTime();
        var uri = new CompletableFuture<String>();
        var starter = new Thread(() -> start(uri), "taurine-test-redis-container");
        starter.setDaemon(true);
        starter.start();
        try {
            var started = uri.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            LOG.info(
                    "Tests use a container of {} on the Docker engine at {}, started in {} ms",
                    IMAGE,
                    engine.address(),
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
            return Optional.of(started);
        } catch (TimeoutException e) {
            if (uri.cancel(false)) {
                return without(
                        engine, "not within " + timeout + "; is the image there, or a registry to pull it from?");
            }
            return Optional.of(uri.join());
        } catch (ExecutionException e) {
            return without(engine, String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + IMAGE, e);
        }
    }

    private static void start(CompletableFuture<String> uri) {
        try {
            @SuppressWarnings("resource") // serves all tests of this JVM and ends with it
            var container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                    .withExposedPorts(PORT)
                    .withCommand("redis-server", "--save", "", "--protected-mode", "no");
            container.start();
            if (!uri.complete("redis://" + container.getHost() + ":" + container.getMappedPort(PORT))) {
                container.stop(); // too late, the tests have taken another server
            }
        } catch (RuntimeException | LinkageError e) {
            uri.completeExceptionally(e);
        }
    }

    private static Optional<String> without(DockerEngine engine, String reason) {
        LOG.warn(
                "The Docker engine at {} cannot run {} ({}); starting a local server", engine.address(), IMAGE, reason);
        return Optional.empty();
    }
}
