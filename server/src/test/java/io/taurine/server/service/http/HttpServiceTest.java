package io.taurine.server.service.http;

import static io.taurine.server.service.http.HttpPeer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpHandler;
import io.taurine.server.service.http.HttpCallException.Problem;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class HttpServiceTest {

    private final HttpPeer peer = HttpPeer.start();
    private final CountDownLatch over = new CountDownLatch(1);
    private final HttpService http = new HttpService(HttpSettings.builder()
            .delay(Duration.ofMillis(1))
            .longestDelay(Duration.ofMillis(10))
            .maxBodyBytes(1_000)
            .build());

    @AfterEach
    void closePeer() {
        over.countDown();
        peer.close();
    }

    private HttpHandler silence() {
        return exchange -> awaitTheEnd();
    }

    private void awaitTheEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sendsMethodHeadersAndBody() throws Exception {
        var reply = http.send(HttpCall.post(peer.uri("/orders"))
                .header("X-Shop", "7")
                .json("{\"n\":1}")
                .build());

        assertThat(reply.text()).isEqualTo("fine");
        assertThat(reply.isSuccess()).isTrue();
        assertThat(peer.received()).singleElement().satisfies(call -> {
            assertThat(call.method()).isEqualTo("POST");
            assertThat(call.path()).isEqualTo("/orders");
            assertThat(call.header("X-Shop")).isEqualTo("7");
            assertThat(call.header("Content-Type")).isEqualTo("application/json");
            assertThat(call.body()).isEqualTo("{\"n\":1}");
        });
    }

    @Test
    void returnsAReplyWhateverItsStatus() throws Exception {
        peer.then(answer(404, "no such order"));

        var reply = http.get(peer.uri("/orders/1"));

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.isSuccess()).isFalse();
        assertThat(reply.text()).isEqualTo("no such order");
        assertThat(reply.attempts()).isEqualTo(1);
    }

    @Nested
    class Retries {

        @Test
        void repeatsAGetUntilTheOtherSideIsBack() throws Exception {
            peer.then(answer(503, ""), answer(429, ""));

            var reply = http.get(peer.uri("/"));

            assertThat(reply.text()).isEqualTo("fine");
            assertThat(reply.attempts()).isEqualTo(3);
        }

        @Test
        void returnsTheLastReplyWhenAttemptsAreUsedUp() throws Exception {
            peer.always(answer(502, "gone"));

            var reply = http.send(HttpCall.get(peer.uri("/")).attempts(2).build());

            assertThat(reply.status()).isEqualTo(502);
            assertThat(peer.received()).hasSize(2);
        }

        @Test
        void doesNotRepeatAPostUnlessAsked() throws Exception {
            peer.then(answer(503, ""));
            var once = http.send(HttpCall.post(peer.uri("/once")).json("1").build());
            peer.then(answer(503, ""));
            var repeated = http.send(
                    HttpCall.post(peer.uri("/again")).json("1").repeatable(true).build());

            assertThat(once.status()).isEqualTo(503);
            assertThat(repeated.status()).isEqualTo(200);
            assertThat(peer.received())
                    .extracting(HttpPeer.Received::path)
                    .containsExactly("/once", "/again", "/again");
        }

        @Test
        void repeatsAfterABrokenConnection() throws Exception {
            peer.then(exchange -> exchange.close());

            var reply = http.get(peer.uri("/"));

            assertThat(reply.status()).isEqualTo(200);
        }

        @Test
        void saysWhenNobodyAnswers() throws Exception {
            var closedPort = freePort();
            var call = HttpCall.get(URI.create("http://me:secret@localhost:" + closedPort + "/a?token=secret"))
                    .build();

            assertThatExceptionOfType(HttpCallException.class)
                    .isThrownBy(() -> http.send(call))
                    .withMessageStartingWith("GET http://localhost:" + closedPort + "/a got no reply: ")
                    .withMessageEndingWith("in each of 3 attempts")
                    .satisfies(failure -> {
                        assertThat(failure.problem()).isEqualTo(Problem.UNREACHABLE);
                        assertThat(failure.attempts()).isEqualTo(3);
                        assertThat(failure.getMessage()).doesNotContain("secret");
                    });
        }

        private int freePort() throws IOException {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }

    @Nested
    class TimeLimits {

        @Test
        void endsAnAttemptThatGetsNoReply() {
            peer.always(silence());
            var call = HttpCall.get(peer.uri("/"))
                    .timeLimit(Duration.ofMillis(50))
                    .attempts(2)
                    .build();

            assertThatExceptionOfType(HttpCallException.class)
                    .isThrownBy(() -> http.send(call))
                    .withMessage(call + " took longer than PT0.05S, in each of 2 attempts")
                    .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Problem.TIME_LIMIT));
        }

        @Test
        void endsAReplyThatComesDropByDrop() {
            peer.always(exchange -> {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().write('a');
                exchange.getResponseBody().flush();
                awaitTheEnd();
            });
            var call = HttpCall.get(peer.uri("/"))
                    .timeLimit(Duration.ofMillis(100))
                    .attempts(1)
                    .build();

            assertThatExceptionOfType(HttpCallException.class)
                    .isThrownBy(() -> http.send(call))
                    .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Problem.TIME_LIMIT));
        }

        @Test
        void anInterruptEndsACallAtOnce() throws Exception {
            peer.always(silence());
            var call = new FutureTask<>(() -> http.get(peer.uri("/")));
            var caller = new Thread(call, "caller");
            caller.start();
            await().until(() -> !peer.received().isEmpty());

            caller.interrupt();

            assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                    .isThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(InterruptedException.class);
        }

        @Test
        void anInterruptEndsThePauseBeforeAnotherAttempt() throws Exception {
            var patient = new HttpService(HttpSettings.builder()
                    .delay(Duration.ofMinutes(5))
                    .longestDelay(Duration.ofMinutes(5))
                    .build());
            peer.always(answer(503, ""));
            var call = new FutureTask<>(() -> patient.get(peer.uri("/")));
            var caller = new Thread(call, "caller");
            caller.start();
            await().until(() -> caller.getState() == Thread.State.TIMED_WAITING
                    && !peer.received().isEmpty());

            caller.interrupt();

            assertThatExceptionOfType(java.util.concurrent.ExecutionException.class)
                    .isThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                    .withCauseInstanceOf(InterruptedException.class);
        }
    }

    @Nested
    class Sizes {

        @Test
        void refusesAReplyThatSaysItIsTooLarge() {
            peer.always(answer(200, "x".repeat(1_001)));

            assertThatExceptionOfType(HttpCallException.class)
                    .isThrownBy(() -> http.get(peer.uri("/")))
                    .withMessageEndingWith("got a reply of more than 1000 bytes")
                    .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Problem.TOO_LARGE));
            assertThat(peer.received()).hasSize(1);
        }

        @Test
        void breaksOffAReplyThatDoesNotEnd() {
            var isBrokenOff = new AtomicBoolean();
            peer.always(exchange -> {
                exchange.sendResponseHeaders(200, 0);
                try {
                    while (over.getCount() > 0) {
                        exchange.getResponseBody().write(new byte[8_192]);
                    }
                } catch (IOException e) {
                    isBrokenOff.set(true);
                }
            });

            assertThatExceptionOfType(HttpCallException.class)
                    .isThrownBy(() -> http.get(peer.uri("/")))
                    .satisfies(failure -> assertThat(failure.problem()).isEqualTo(Problem.TOO_LARGE));
            await().untilTrue(isBrokenOff);
        }

        @Test
        void takesAReplyOfExactlyTheLargestSizeAndTheLengthOfHead() throws Exception {
            peer.always(answer(200, "x".repeat(1_000)));
            var whole = http.get(peer.uri("/"));
            peer.always(exchange -> {
                exchange.getResponseHeaders().set("Content-Length", "5000");
                exchange.sendResponseHeaders(200, -1);
            });
            var head = http.send(HttpCall.of("HEAD", peer.uri("/")).build());

            assertThat(whole.body()).hasSize(1_000);
            assertThat(head.header("content-length")).contains("5000");
        }

        @Test
        void aCallMaySetItsOwn() throws Exception {
            peer.always(answer(200, "x".repeat(2_000)));

            var reply =
                    http.send(HttpCall.get(peer.uri("/")).maxBodyBytes(2_000).build());

            assertThat(reply.body()).hasSize(2_000);
        }
    }

    @Test
    void refusesWrongArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCall.get(URI.create("file:///etc/passwd")))
                .withMessage("The address must be http or https, with a host; was file:///etc/passwd");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCall.get(peer.uri("/")).timeLimit(Duration.ZERO))
                .withMessage("timeLimit must be more than 0, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCall.get(peer.uri("/")).attempts(0))
                .withMessage("attempts must be 1 or more, was 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpSettings.builder()
                        .longestDelay(Duration.ofMillis(1))
                        .build())
                .withMessageContaining("longestDelay must not be shorter than delay");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        http.send(HttpCall.of("NOT A METHOD", peer.uri("/")).build()));
        assertThat(peer.received()).isEmpty();
    }
}
