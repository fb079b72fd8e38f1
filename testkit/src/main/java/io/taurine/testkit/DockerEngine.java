package io.taurine.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks whether a Docker engine answers, before any class of Testcontainers is loaded: that library takes seconds and many
 * log lines to find out that there is none.
 */
record DockerEngine(String address) {
    private static final Logger LOG = LoggerFactory.getLogger(DockerEngine.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final byte[] PING =
            "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** An engine that answers, at DOCKER_HOST if that is set, else at one of the usual sockets. */
    static Optional<DockerEngine> find(Map<String, String> environment) {
        var host = environment.getOrDefault("DOCKER_HOST", "");
        var candidates = host.isBlank() ? usualSockets(environment) : Stream.of(host.strip());
        return candidates
                .filter(address -> answers(address, environment))
                .findFirst()
                .map(DockerEngine::new);
    }

    private static Stream<String> usualSockets(Map<String, String> environment) {
        return Stream.of(
                        Optional.of("/var/run/docker.sock"),
                        Optional.ofNullable(environment.get("XDG_RUNTIME_DIR")).map(dir -> dir + "/docker.sock"),
                        Optional.ofNullable(System.getProperty("user.home"))
                                .map(home -> home + "/.docker/run/docker.sock"))
                .flatMap(Optional::stream)
                .filter(path -> Files.exists(Path.of(path)))
                .map(path -> "unix://" + path);
    }

    private static boolean answers(String address, Map<String, String> environment) {
        try {
            var uri = URI.create(address);
            if ("unix".equals(uri.getScheme())) {
                return answersPing(UnixDomainSocketAddress.of(uri.getPath()), StandardProtocolFamily.UNIX);
            }
            if (uri.getHost() == null || uri.getPort() < 0 || environment.containsKey("DOCKER_TLS_VERIFY")) {
                return true; // ssh, npipe or TLS: nothing to ask in plain, so the one who set it is believed
            }
            return answersPing(new InetSocketAddress(uri.getHost(), uri.getPort()), StandardProtocolFamily.INET);
        } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
            LOG.debug("no Docker engine answers at {}", address, e);
            return false;
        }
    }

    private static boolean answersPing(SocketAddress address, StandardProtocolFamily family) throws IOException {
        try (var selector = Selector.open();
                var channel = SocketChannel.open(family)) {
            channel.configureBlocking(false);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            if (!channel.connect(address)) {
                channel.register(selector, SelectionKey.OP_CONNECT);
                if (!isReady(selector, deadline) || !channel.finishConnect()) {
                    return false;
                }
            }
            channel.write(ByteBuffer.wrap(PING));
            channel.register(selector, SelectionKey.OP_READ);
            var reply = ByteBuffer.allocate(64);
            return isReady(selector, deadline)
                    && channel.read(reply) > 0
                    && new String(reply.array(), 0, reply.position(), StandardCharsets.US_ASCII)
                            .matches("(?s)HTTP/1\\.\\d 200\\b.*");
        }
    }

    private static boolean isReady(Selector selector, long deadline) throws IOException {
        long millis = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        return millis > 0 && selector.select(millis) > 0;
    }
}
