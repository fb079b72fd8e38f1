package io.taurine.queue.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.Queue;
import io.taurine.queue.connection.RedisServer.Topology;
import io.taurine.testkit.TestQueue;
import io.taurine.testkit.TestRedis;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ConnectionIT {

    private static final RedisOptions QUICK = RedisOptions.builder()
            .connectTimeout(Duration.ofSeconds(2))
            .commandTimeout(Duration.ofSeconds(2))
            .build();

    private static void assertWorks(RedisConnection redis, String queueName) {
        try (var queue = Queue.of(queueName, String.class, redis)) {
            var job = queue.add("n", "x");
            assertThat(queue.getJob(job.id()).orElseThrow().data()).isEqualTo("x");
        }
    }

    @Test
    void saysWhatTheServerSaysAboutItself() {
        try (var redis = RedisConnection.connect(TestRedis.shared())) {
            assertThat(redis.server().topology()).isEqualTo(Topology.STANDALONE);
            assertThat(redis.server().version()).matches("[0-9]+\\.[0-9]+\\.[0-9]+");
            assertThat(redis.server().evictionPolicy()).isEqualTo("noeviction");
            assertThat(redis.isOpen()).isTrue();
            assertThat(redis.toString()).contains(redis.address());
        }
    }

    @Test
    void closingTwiceIsHarmlessAndLaterCallsSaySo() {
        var redis = RedisConnection.connect(TestRedis.shared(), QUICK);
        var name = TestQueue.create("closed");
        var queue = Queue.of(name.name(), String.class, redis);

        redis.close();
        redis.close();

        assertThat(redis.isOpen()).isFalse();
        assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(() -> queue.add("n", "x"));
        name.close();
    }

    @Test
    void aPortWhereNobodyListensIsNamed() throws Exception {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        assertThatExceptionOfType(RedisUnavailableException.class)
                .isThrownBy(() -> RedisConnection.connect("redis://127.0.0.1:" + port, QUICK))
                .withMessageContaining("Cannot connect to Redis at 127.0.0.1:" + port)
                .matches(e -> !e.outcomeUnknown());
    }

    @Test
    void aServerThatNeverAnswersIsGivenUpInTime() throws Exception {
        try (var silent = new ServerSocket(0)) {
            var start = System.nanoTime();

            assertThatExceptionOfType(RedisUnavailableException.class)
                    .isThrownBy(() -> RedisConnection.connect("redis://127.0.0.1:" + silent.getLocalPort(), QUICK));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOptions.builder().commandTimeout(Duration.ZERO))
                .withMessage("commandTimeout must be between 1 ms and 10 min, was PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOptions.builder().connectTimeout(Duration.ofMinutes(11)))
                .withMessage("connectTimeout must be between 1 ms and 10 min, was PT11M");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisOptions.builder().clientName("a b"))
                .withMessageContaining("clientName must not contain white space");
    }

    @Nested
    class Credentials {

        @Test
        void aPasswordIsTakenFromAddressOrOptions() {
            try (var server =
                    EmbeddedRedis.builder().setting("requirepass", "secret").start()) {
                var withPassword = server.uri().replace("redis://", "redis://:secret@");
                try (var redis = RedisConnection.connect(withPassword)) {
                    assertWorks(redis, "q");
                }
                var options =
                        RedisOptions.builder().password("secret".toCharArray()).build();
                try (var redis = RedisConnection.connect(server.uri(), options)) {
                    assertWorks(redis, "q");
                }
            }
        }

        @Test
        void aWrongOrMissingOneIsToldApartFromAServerThatIsDown() {
            try (var server =
                    EmbeddedRedis.builder().setting("requirepass", "secret").start()) {
                var wrong = server.uri().replace("redis://", "redis://:wrongone@");

                assertThatExceptionOfType(RedisReplyException.class)
                        .isThrownBy(() -> RedisConnection.connect(wrong, QUICK))
                        .withMessageContaining("WRONGPASS")
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("wrongone"));
                assertThatExceptionOfType(RedisReplyException.class)
                        .isThrownBy(() -> RedisConnection.connect(server.uri(), QUICK))
                        .withMessageContaining("NOAUTH");
            }
        }

        @Test
        void anAclUserWithoutTheRightToAskForInfoStillWorks() {
            try (var server = EmbeddedRedis.builder()
                    .setting("user", "ada on >secret ~bull:* +@all -info")
                    .start()) {
                var options = RedisOptions.builder()
                        .credentials("ada", "secret".toCharArray())
                        .build();
                try (var redis = RedisConnection.connect(server.uri(), options)) {
                    assertThat(redis.server().version()).isEqualTo("unknown");
                    assertWorks(redis, "q");
                }
            }
        }
    }

    @Test
    void theDatabaseOfTheAddressIsUsed() {
        var name = TestQueue.create("database");
        try (var redis = RedisConnection.connect(name.redisUri() + "/5")) {
            assertWorks(redis, name.name());

            assertThat(name.keys()).as("in database 0").isEmpty();
        }
        var inFive = TestQueue.create("database", name.redisUri() + "/5");
        assertThat(inFive.redis()
                        .del(
                                name.key("1"),
                                name.key("id"),
                                name.key("meta"),
                                name.key("wait"),
                                name.key("events"),
                                name.key("marker")))
                .isEqualTo(6);
    }

    @Nested
    class Warnings {

        private List<String> warningsWhenConnectingTo(EmbeddedRedis server) {
            var logger = (Logger) LoggerFactory.getLogger("io.taurine.queue.internal.redis.ServerCheck");
            var appender = new ListAppender<ILoggingEvent>();
            appender.start();
            logger.addAppender(appender);
            try (var redis = RedisConnection.connect(server.uri())) {
                assertThat(redis.isOpen()).isTrue();
            } finally {
                logger.detachAppender(appender);
            }
            return appender.list.stream()
                    .filter(event -> event.getLevel().toString().equals("WARN"))
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }

        @Test
        void anEvictionPolicyThatLosesJobs() {
            try (var server = EmbeddedRedis.builder()
                    .setting("maxmemory-policy", "allkeys-lru")
                    .start()) {
                assertThat(warningsWhenConnectingTo(server))
                        .singleElement()
                        .asString()
                        .contains("maxmemory-policy allkeys-lru", "Set it to noeviction");
            }
        }
    }

    @Nested
    class Tls {

        @Test
        void trustsTheCertificateItWasGivenAndNoOther(@TempDir Path dir) throws Exception {
            var port = freePort();
            var made = run(
                    dir,
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "rsa:2048",
                    "-nodes",
                    "-days",
                    "1",
                    "-subj",
                    "/CN=localhost",
                    "-addext",
                    "subjectAltName=DNS:localhost,IP:127.0.0.1",
                    "-keyout",
                    "key.pem",
                    "-out",
                    "cert.pem");
            org.junit.jupiter.api.Assumptions.assumeTrue(made, "openssl is needed to make a certificate");
            try (var server = EmbeddedRedis.builder()
                    .setting("tls-port", Integer.toString(port))
                    .setting("tls-cert-file", dir.resolve("cert.pem").toString())
                    .setting("tls-key-file", dir.resolve("key.pem").toString())
                    .setting("tls-auth-clients", "no")
                    .start()) {
                assertThat(server.isRunning()).isTrue();
                var uri = "rediss://localhost:" + port;

                var trusting = QUICK.toBuilder()
                        .trustedCertificates(dir.resolve("cert.pem"))
                        .build();
                try (var redis = RedisConnection.connect(uri, trusting)) {
                    assertWorks(redis, "q");
                }
                try (var redis = RedisConnection.connect(
                        uri, QUICK.toBuilder().verifyPeer(false).build())) {
                    assertWorks(redis, "q");
                }
                assertThatExceptionOfType(RedisUnavailableException.class)
                        .isThrownBy(() -> RedisConnection.connect(uri, QUICK));
            } catch (io.taurine.embedded.EmbeddedRedisException e) {
                org.junit.jupiter.api.Assumptions.abort("this redis-server has no TLS: " + e.getMessage());
            }
        }

        private boolean run(Path dir, String... command) throws Exception {
            try {
                var log = Files.createTempFile(dir, "openssl", ".log");
                return new ProcessBuilder(command)
                                .directory(dir.toFile())
                                .redirectErrorStream(true)
                                .redirectOutput(log.toFile())
                                .start()
                                .waitFor()
                        == 0;
            } catch (java.io.IOException notThere) {
                return false;
            }
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
