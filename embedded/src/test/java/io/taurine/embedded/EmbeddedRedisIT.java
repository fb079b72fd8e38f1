package io.taurine.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.taurine.embedded.EmbeddedRedis.Fsync;
import io.taurine.embedded.EmbeddedRedis.Source;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class EmbeddedRedisIT {
    @TempDir
    Path dir;

    @Nested
    class Starting {
        @Test
        void answersAtItsUri() throws IOException {
            try (var redis = EmbeddedRedis.start();
                    var client = new RedisClient(redis.port())) {
                assertThat(redis.uri()).isEqualTo("redis://127.0.0.1:" + redis.port());
                assertThat(client.send("PING")).isEqualTo("+PONG");
                assertThat(ProcessHandle.of(redis.pid())).isPresent();
            }
        }

        @Test
        void saysInTheLogWhichVersionRunsAndWhereItComesFrom() {
            var log = (Logger) LoggerFactory.getLogger(EmbeddedRedis.class);
            var heard = new ListAppender<ILoggingEvent>();
            heard.start();
            log.addAppender(heard);
            try (var redis = EmbeddedRedis.start()) {
                assertThat(heard.list)
                        .extracting(ILoggingEvent::getFormattedMessage)
                        .anySatisfy(message ->
                                assertThat(message).startsWith("Redis " + redis.version() + " from " + redis.source()));
            } finally {
                log.detachAppender(heard);
            }
        }

        @Test
        void keepsNothingOnDiskAndEvictsNothing() throws IOException {
            try (var redis = EmbeddedRedis.start();
                    var client = new RedisClient(redis.port())) {
                assertThat(client.value("CONFIG GET save")).isEmpty();
                assertThat(client.value("CONFIG GET appendonly")).isEqualTo("no");
                assertThat(client.value("CONFIG GET maxmemory-policy")).isEqualTo("noeviction");
                assertThat(client.value("CONFIG GET bind")).isEqualTo("127.0.0.1");
            }
        }

        @Test
        void takesSettingsOfRedisConf() throws IOException {
            try (var redis = EmbeddedRedis.builder()
                            .setting("maxclients", "17")
                            .setting("save", "3600 1")
                            .start();
                    var client = new RedisClient(redis.port())) {
                assertThat(client.value("CONFIG GET maxclients")).isEqualTo("17");
                assertThat(client.value("CONFIG GET save")).isEqualTo("3600 1");
            }
        }

        @Test
        void startsBehindAPassword() throws IOException {
            try (var redis = EmbeddedRedis.builder()
                            .setting("requirepass", "hush")
                            .start();
                    var client = new RedisClient(redis.port())) {
                assertThat(client.send("AUTH hush")).isEqualTo("+OK");
            }
        }

        @Test
        void refusesAPortThatIsTakenAndShowsWhatTheServerSaid() {
            try (var first = EmbeddedRedis.start()) {
                assertThatExceptionOfType(EmbeddedRedisException.class)
                        .isThrownBy(
                                () -> EmbeddedRedis.builder().port(first.port()).start())
                        .withMessageContaining("port " + first.port())
                        .withMessageContaining("Address already in use");
            }
        }

        @Test
        void showsWhatTheServerSaidAboutABadSetting() {
            assertThatExceptionOfType(EmbeddedRedisException.class)
                    .isThrownBy(() ->
                            EmbeddedRedis.builder().setting("no-such", "thing").start())
                    .withMessageContaining("ended with status 1")
                    .withMessageContaining("no-such thing");
        }

        @Test
        void givesUpOnAServerThatNeverAnswers() throws IOException {
            var script = executable("echo 'Redis server v=9.9.9'; [ \"$1\" = --version ] || exec sleep 600");

            assertThatExceptionOfType(EmbeddedRedisException.class)
                    .isThrownBy(() -> EmbeddedRedis.builder()
                            .executable(script)
                            .startTimeout(Duration.ofMillis(300))
                            .start())
                    .withMessageContaining("did not answer")
                    .withMessageContaining("v=9.9.9");
        }

        @Test
        void refusesOptionsThatCannotWork() {
            var builder = EmbeddedRedis.builder();

            assertThatIllegalArgumentException().isThrownBy(() -> builder.port(70_000));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.startTimeout(Duration.ZERO));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("port", "1"));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("Max Clients", "1"));
            assertThatIllegalArgumentException().isThrownBy(() -> builder.setting("maxclients", "1\nport 2"));
        }
    }

    @Nested
    class Choosing {
        @Test
        void runsTheCarriedServerWhereThePathHasNone() throws IOException {
            try (var redis = EmbeddedRedis.builder().pathVariable("").start();
                    var client = new RedisClient(redis.port())) {
                assertThat(redis.source()).isEqualTo(Source.ARTIFACT);
                assertThat(redis.version()).startsWith("6.2.");
                assertThat(client.send("PING")).isEqualTo("+PONG");
            }
        }

        @Test
        void runsTheServerOfThePathWhenItIsNewer() throws IOException {
            // Stands for an installed server: this machine need not have one.
            var newer = installed("99.0.0");

            try (var redis =
                    EmbeddedRedis.builder().pathVariable(newer.toString()).start()) {
                assertThat(redis.source()).isEqualTo(Source.PATH);
                assertThat(redis.version()).isEqualTo("99.0.0");
            }
        }

        @Test
        void ignoresAnOlderServerOnThePath() throws IOException {
            var older = installed("5.0.7");

            try (var redis =
                    EmbeddedRedis.builder().pathVariable(older.toString()).start()) {
                assertThat(redis.source()).isEqualTo(Source.ARTIFACT);
            }
        }

        @Test
        void runsTheGivenServerWhateverItsVersion() throws IOException {
            var given = installed("5.0.7").resolve("redis-server");

            try (var redis = EmbeddedRedis.builder().executable(given).start()) {
                assertThat(redis.source()).isEqualTo(Source.GIVEN);
                assertThat(redis.version()).isEqualTo("5.0.7");
            }
        }

        @Test
        void refusesAGivenFileThatIsNoServer() {
            assertThatExceptionOfType(EmbeddedRedisException.class)
                    .isThrownBy(() -> EmbeddedRedis.builder()
                            .executable(dir.resolve("missing"))
                            .start())
                    .withMessageContaining("check the path");
        }

        /** A folder whose redis-server claims a version and then runs the real, carried one. */
        private Path installed(String version) throws IOException {
            var real = RedisExecutables.choose("", dir).path();
            var claim = "[ \"$1\" = --version ] && echo 'Redis server v=" + version + " sha=0' && exit\n";
            executable(claim + "exec '" + real + "' \"$@\"");
            return dir.resolve("bin");
        }
    }

    @Nested
    class Stopping {
        @Test
        void leavesNeitherProcessNorFiles() throws IOException {
            var redis = EmbeddedRedis.start();
            long pid = redis.pid();
            var directory = directoryOf(redis);
            assertThat(directory).isNotEmptyDirectory();

            redis.close();

            assertThat(isAlive(pid)).isFalse();
            assertThat(redis.isRunning()).isFalse();
            assertThat(directory).doesNotExist();
        }

        @Test
        void closingTwiceIsHarmless() {
            var redis = EmbeddedRedis.start();

            redis.close();
            redis.close();

            assertThatIllegalStateException().isThrownBy(redis::restart);
        }

        @Test
        void endsAPausedServer() {
            var redis = EmbeddedRedis.start();
            redis.pause();

            redis.close();

            assertThat(isAlive(redis.pid())).isFalse();
        }

        private Path directoryOf(EmbeddedRedis redis) throws IOException {
            try (var client = new RedisClient(redis.port())) {
                return Path.of(client.value("CONFIG GET dir"));
            }
        }
    }

    @Nested
    class Breaking {
        @Test
        void killEndsTheServerAtOnce() {
            try (var redis = EmbeddedRedis.start()) {
                long pid = redis.pid();

                redis.kill();

                assertThat(isAlive(pid)).isFalse();
                assertThat(redis.isRunning()).isFalse();
                assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new RedisClient(redis.port()));
            }
        }

        @Test
        void aPausedServerAnswersOnlyWhenResumed() throws IOException {
            try (var redis = EmbeddedRedis.start();
                    var client = new RedisClient(redis.port())) {
                redis.pause();
                client.timeout(Duration.ofMillis(200));
                assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> client.send("PING"));
                assertThat(redis.isRunning()).isTrue();

                redis.resume();

                assertThat(client.timeout(Duration.ofSeconds(10)).send("PING")).isEqualTo("+PONG");
            }
        }

        @Test
        void restartsAtTheSamePort() throws IOException {
            try (var redis = EmbeddedRedis.start()) {
                long firstPid = redis.pid();
                redis.kill();

                redis.restart();

                assertThat(redis.pid()).isNotEqualTo(firstPid);
                try (var client = new RedisClient(redis.port())) {
                    assertThat(client.send("PING")).isEqualTo("+PONG");
                }
            }
        }

        @Test
        void aRestartFindsTheDataOfAnAppendOnlyFile() throws IOException {
            try (var redis = EmbeddedRedis.builder()
                    .appendOnly(dir.resolve("data"), Fsync.ALWAYS)
                    .start()) {
                set(redis, "color", "red");
                redis.kill();

                redis.restart();

                assertThat(get(redis, "color")).isEqualTo("red");
            }
        }

        @Test
        void anotherServerFindsTheDataOfAnAppendOnlyFile() throws IOException {
            try (var first = EmbeddedRedis.builder().appendOnly(dir).start()) {
                set(first, "color", "red");
            }

            try (var second = EmbeddedRedis.builder().appendOnly(dir).start()) {
                assertThat(get(second, "color")).isEqualTo("red");
            }
        }

        private void set(EmbeddedRedis redis, String key, String value) throws IOException {
            try (var client = new RedisClient(redis.port())) {
                assertThat(client.send("SET " + key + " " + value)).isEqualTo("+OK");
            }
        }

        private String get(EmbeddedRedis redis, String key) throws IOException {
            try (var client = new RedisClient(redis.port())) {
                return client.value("GET " + key);
            }
        }
    }

    @Nested
    class Orphaned {
        @Test
        void theServerEndsWhenItsJvmIsKilled() throws IOException {
            var child = startOwner("wait");
            var server = child.server();

            child.process().destroyForcibly();

            await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(server.pid()));
            await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(server.directory()));
        }

        @Test
        void aPausedServerEndsWhenItsJvmIsKilled() throws IOException {
            var child = startOwner("pause");
            var server = child.server();

            child.process().destroyForcibly();

            await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(server.pid()));
        }

        @Test
        void theServerEndsWhenItsJvmForgetsToCloseIt() throws IOException {
            var child = startOwner("exit");
            var server = child.server();

            await().atMost(Duration.ofSeconds(10)).until(() -> !child.process().isAlive());

            await().atMost(Duration.ofSeconds(10)).until(() -> !isAlive(server.pid()));
            await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(server.directory()));
        }

        private Owner startOwner(String mode) throws IOException {
            return Owner.start(mode);
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private Path executable(String script) throws IOException {
        var folder = Files.createDirectories(dir.resolve("bin"));
        var file = Files.writeString(folder.resolve("redis-server"), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }
}
