package io.taurine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RedisTest
class FaultProxyIT {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final int CUTS_WHILE_CHILDREN_START = 1_000;

    private final TestQueue queue;
    private final FaultProxy proxy;

    FaultProxyIT(TestQueue queue) {
        this.queue = queue;
        this.proxy = FaultProxy.to(queue.redisUri());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @BeforeEach
    void theProxyIsTransparentAtFirst() throws IOException {
        try (var client = connect()) {
            assertThat(client.send("PING")).isEqualTo("+PONG");
        }
        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void carriesMuchDataBothWays() throws IOException {
        var big = "x".repeat(3_000_000);
        queue.redis().set(queue.key("big"), big);

        try (var client = connect()) {
            assertThat(client.send("GET " + queue.key("big"))).isEqualTo("$3000000");
            assertThat(client.receive()).isEqualTo(big);
        }
    }

    @Test
    void cutResetsConnectionsAndRefusesNewOnesUntilHealed() throws IOException {
        try (var client = connect()) {
            proxy.cut();

            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(client::receive)
                    .withMessageContaining("reset");
        }
        assertThat(proxy.connections()).isZero();
        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);

        proxy.heal();

        assertAnswers();
    }

    @Test
    void nobodyElseGetsThePortWhileItIsCut() throws IOException {
        proxy.cut();

        try (var other = new ServerSocket()) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(
                            () -> other.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())));
        }

        proxy.heal();
        assertAnswers();
    }

    @Test
    void cutOnceResetsConnectionsAndAcceptsNewOnes() throws IOException {
        try (var client = connect()) {
            proxy.cutOnce();

            assertThatExceptionOfType(SocketException.class).isThrownBy(client::receive);
        }
        assertAnswers();
    }

    /** A child of this process holds all its sockets for a moment, the one that kept the port included. */
    @Test
    void cutOnceWorksWhileChildrenAreStarted() throws Exception {
        var done = new AtomicBoolean();
        var starting = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                startAndEndAChild();
            }
        });
        try {
            for (int i = 0; i < CUTS_WHILE_CHILDREN_START; i++) {
                proxy.cutOnce();
            }
        } finally {
            done.set(true);
        }

        starting.get(10, TimeUnit.SECONDS);
        assertAnswers();
    }

    private static void startAndEndAChild() {
        try {
            new ProcessBuilder("true").start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void stallKeepsConnectionsAndHoldsRequests() throws IOException {
        try (var client = connect()) {
            proxy.stall();
            client.timeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.send(increment()));
            assertThat(queue.redis().exists(queue.key("id"))).isZero();
            assertThat(proxy.connections()).isOne();

            proxy.heal();

            assertThat(client.timeout(Duration.ofSeconds(10)).receive()).isEqualTo(":1");
        }
    }

    @Test
    void stallAcceptsNewConnectionsInSilence() throws IOException {
        proxy.stall();

        try (var client = connect()) {
            client.timeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.send("PING"));

            proxy.heal();

            assertThat(client.timeout(Duration.ofSeconds(10)).receive()).isEqualTo("+PONG");
        }
    }

    @Test
    void stallResponsesLetsRequestsThrough() throws IOException {
        try (var client = connect()) {
            proxy.stallResponses();
            client.timeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.send(increment()));
            await().untilAsserted(
                            () -> assertThat(queue.redis().get(queue.key("id"))).isEqualTo("1"));

            proxy.heal();

            assertThat(client.timeout(Duration.ofSeconds(10)).receive()).isEqualTo(":1");
        }
    }

    @Test
    void heldRepliesAreLostWithTheirConnection() throws IOException {
        try (var client = connect()) {
            proxy.stallResponses();
            client.timeout(SHORT);
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.send(increment()));

            proxy.cutOnce();

            assertThatExceptionOfType(SocketException.class).isThrownBy(client::receive);
        }
        assertThat(queue.redis().get(queue.key("id"))).isEqualTo("1");
        assertAnswers();
    }

    @Test
    void latencyMakesEachRoundTripLonger() throws IOException {
        try (var client = connect()) {
            proxy.latency(Duration.ofMillis(120));
            long start = System.nanoTime();
            assertThat(client.send("PING")).isEqualTo("+PONG");
            assertThat(client.send("PING")).isEqualTo("+PONG");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(240));
        }
    }

    @Test
    void aClientThatLeavesIsForgotten() throws IOException {
        var client = connect();
        await().until(() -> proxy.connections() == 1);

        client.close();

        await().until(() -> proxy.connections() == 0);
    }

    @Test
    void aTargetThatIsDownLooksLikeAReset() throws IOException {
        try (var nowhere = FaultProxy.to("127.0.0.1", closedPort())) {
            // The reset may come while connecting or later, depending on who is faster.
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                try (var client = new RawClient(nowhere.port())) {
                    client.send("PING");
                    client.receive();
                }
            });
        }
    }

    @Test
    void keepsCredentialsAndDatabaseInItsUri() {
        try (var other = FaultProxy.to("redis://user:secret@127.0.0.1:6379/3?timeout=1s")) {
            assertThat(other.uri()).isEqualTo("redis://user:secret@127.0.0.1:" + other.port() + "/3?timeout=1s");
        }
    }

    @Test
    void refusesWhatItCannotProxy() {
        assertThatIllegalArgumentException().isThrownBy(() -> FaultProxy.to("rediss://127.0.0.1:6379"));
        assertThatIllegalArgumentException().isThrownBy(() -> proxy.latency(Duration.ofMillis(-1)));
    }

    @Test
    void closingTwiceIsHarmlessAndFinal() {
        proxy.close();
        proxy.close();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
        assertThatIllegalStateException().isThrownBy(proxy::heal);
    }

    private void assertAnswers() throws IOException {
        try (var client = connect()) {
            assertThat(client.send("PING")).isEqualTo("+PONG");
        }
    }

    private String increment() {
        return "INCR " + queue.key("id");
    }

    private RawClient connect() throws IOException {
        return new RawClient(proxy.port());
    }

    private int closedPort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
