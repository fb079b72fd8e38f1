package io.taurine.queue.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.taurine.embedded.EmbeddedRedis;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisUnavailableException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock on one Redis that stands still, is gone, or comes back with or without its data. */
class LockOutageIT {

    private static final Duration LONG = Duration.ofSeconds(30);

    private @Nullable EmbeddedRedis server;
    private @Nullable RedisConnection redis;

    @AfterEach
    void close() {
        if (server != null) {
            server.resume();
            server.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private EmbeddedRedis server(EmbeddedRedis started) {
        server = started;
        redis = RedisConnection.connect(
                started.uri(),
                RedisOptions.builder().commandTimeout(Duration.ofSeconds(2)).build());
        return started;
    }

    private RedisLock lock(long leaseMillis) {
        return RedisLock.of(
                "report",
                Objects.requireNonNull(redis),
                LockOptions.builder()
                        .leaseTime(Duration.ofMillis(leaseMillis))
                        .serverTimeout(Duration.ofMillis(Math.min(300, leaseMillis / 3)))
                        .build());
    }

    @Test
    void aServerThatStandsStillEndsTheTryInBoundedTimeAndKeepsNothing() {
        var stopped = server(EmbeddedRedis.start());
        stopped.pause();

        var startNanos = System.nanoTime();
        assertThatExceptionOfType(RedisUnavailableException.class)
                .isThrownBy(() -> lock(60_000).tryLock())
                .withMessageContaining("0 of 1 servers answered within 300 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(10));
        stopped.resume();

        // What it granted too late was given back: the lease of a minute does not have to be waited for.
        try (var held = lock(60_000).lock(LONG)) {
            assertThat(held.isValid()).isTrue();
        }
    }

    @Test
    void aHolderThatIsCutOffLosesTheLockWithItsLease() {
        var stopped = server(EmbeddedRedis.start());
        var lost = new AtomicBoolean();
        var held = lock(400).tryLock().orElseThrow();
        held.onLost(() -> lost.set(true));

        stopped.pause();

        await().untilTrue(lost);
        assertThat(held.isValid()).isFalse();
        held.close();
    }

    @Test
    void aLockSurvivesARestartThatKeepsTheData(@TempDir Path dir) {
        var kept = server(EmbeddedRedis.builder()
                .appendOnly(dir, EmbeddedRedis.Fsync.ALWAYS)
                .start());
        var held = lock(20_000).tryLock().orElseThrow();

        kept.restart();

        await().atMost(LONG)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(lock(20_000).tryLock()).isEmpty());
        assertThat(held.isValid()).isTrue();
        held.close();
        assertThat(lock(20_000).lock(LONG).fencingToken()).isEqualTo(held.fencingToken() + 1);
    }

    @Test
    void aHolderIsToldThatARestartForgotItsLock() {
        var forgetful = server(EmbeddedRedis.start());
        var lost = new AtomicBoolean();
        var held = lock(3_000).tryLock().orElseThrow();
        held.onLost(() -> lost.set(true));

        forgetful.kill();
        forgetful.restart();

        try (var next = lock(3_000).lock(LONG)) {
            assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
            await().untilTrue(lost);
            assertThat(held.isValid()).isFalse();
            assertThat(next.isValid()).isTrue();
        }
    }

    @Test
    void aClosedConnectionIsToldAtOnce() {
        server(EmbeddedRedis.start());
        var lock = lock(5_000);
        Objects.requireNonNull(redis).close();

        assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(lock::tryLock);
        assertThatExceptionOfType(LockNotAcquiredException.class).isThrownBy(() -> lock.lock(LONG));
    }
}
