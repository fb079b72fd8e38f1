package io.taurine.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a server, from start to end; {@link EmbeddedRedis#restart()} makes the next one. */
final class RedisRun {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRun.class);
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(20);
    private static final Duration UNTIL_KILLED = Duration.ofSeconds(10);

    private final LeashedProcess process;
    private final long pid;
    private boolean released;

    private RedisRun(LeashedProcess process, long pid) {
        this.process = process;
        this.pid = pid;
    }

    /** Returns when the server answers. */
    static RedisRun start(RedisExecutable executable, RedisFiles files, boolean sentinel, int port, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        try {
            var command = List.of(executable.path().toString(), files.config().toString());
            var process = LeashedProcess.start(
                    "taurine-embedded-redis-" + port,
                    sentinel
                            ? Stream.concat(command.stream(), Stream.of("--sentinel"))
                                    .toList()
                            : command,
                    files.log(),
                    files.temporary());
            var started = new RedisRun(process, process.pid(timeout));
            try {
                started.awaitAnswer(port, deadline, timeout, files);
                return started;
            } catch (RuntimeException | InterruptedException e) {
                started.kill();
                throw e;
            }
        } catch (IOException | TimeoutException e) {
            throw new EmbeddedRedisException(
                    "Cannot start " + executable.path() + "; it printed:\n" + files.lastLines(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void awaitAnswer(int port, long deadline, Duration timeout, RedisFiles files) throws InterruptedException {
        while (!RedisProbe.isServedBy(port, pid)) {
            if (process.awaitExit(BETWEEN_PROBES)) {
                throw new EmbeddedRedisException("redis-server ended with status "
                        + process.exitStatus().orElse(-1) + " instead of listening on port " + port + "; it printed:\n"
                        + files.lastLines());
            }
            if (System.nanoTime() - deadline > 0) {
                throw new EmbeddedRedisException("redis-server did not answer on port " + port + " within " + timeout
                        + "; it printed:\n" + files.lastLines());
            }
        }
    }

    long pid() {
        return pid;
    }

    boolean isRunning() {
        return process.exitStatus().isEmpty();
    }

    void stop(Duration timeout) {
        signal("TERM");
        signal("CONT"); // a paused process takes its TERM only when it goes on
        if (!awaitExit(timeout)) {
            LOG.warn("redis-server {} did not end within {}, killing it", pid, timeout);
            kill();
        }
        release();
    }

    void kill() {
        signal("KILL");
        if (!awaitExit(UNTIL_KILLED)) {
            throw new EmbeddedRedisException(
                    "redis-server " + pid + " is still there " + UNTIL_KILLED + " after SIGKILL");
        }
        release();
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    private void release() {
        if (!released) {
            released = true;
            process.release();
        }
    }

    private boolean awaitExit(Duration timeout) {
        try {
            return process.awaitExit(timeout);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void signal(String name) {
        try {
            process.signal(name);
        } catch (IOException e) {
            throw new EmbeddedRedisException("Cannot send SIG" + name + " to redis-server " + pid, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static EmbeddedRedisException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new EmbeddedRedisException("Interrupted while waiting for redis-server", e);
    }
}
