package io.taurine.embedded;

import io.taurine.embedded.internal.LoopbackPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real redis-server on the loopback interface, for the first minute and for tests. It runs the {@code redis-server} on
 * the PATH if that is newer than the one carried by the embedded-redis artifact (6.2), else the carried one.
 *
 * <p>By default it keeps nothing on disk and evicts nothing. It ends with {@link #close()} or with this JVM, at the
 * latest seconds after the JVM was killed. Needs a POSIX shell, so it does not run on Windows. Safe to share between
 * threads.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    private final ReentrantLock lock = new ReentrantLock();
    private final RedisExecutable executable;
    private final RedisFiles files;
    private final boolean sentinel;
    private final Duration startTimeout;
    private final int port;
    private volatile RedisRun run;
    private volatile boolean closed;

    private EmbeddedRedis(
            RedisExecutable executable,
            RedisFiles files,
            boolean sentinel,
            Duration startTimeout,
            int port,
            RedisRun firstRun) {
        this.executable = executable;
        this.files = files;
        this.sentinel = sentinel;
        this.startTimeout = startTimeout;
        this.port = port;
        this.run = firstRun;
    }

    /** Starts a server with the defaults: a free port, nothing on disk. */
    public static EmbeddedRedis start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** {@code redis://127.0.0.1:port}; stays the same over {@link #restart()}. */
    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** The server's process id, a new one after each {@link #restart()}. */
    public long pid() {
        return run.pid();
    }

    /** For example {@code 7.0.15}. */
    public String version() {
        return executable.version().toString();
    }

    /** Where the executable comes from. */
    public Source source() {
        return executable.source();
    }

    /** False once the server has ended, for whatever reason. A {@linkplain #pause() paused} server is running. */
    public boolean isRunning() {
        return run.isRunning();
    }

    /** Ends the server at once (SIGKILL) and waits until it is gone. What it had not written is lost. */
    public void kill() {
        locked(run::kill);
    }

    /** Stops the process where it is (SIGSTOP): connections stay open and get no answer until {@link #resume()}. */
    public void pause() {
        locked(run::pause);
    }

    /** Lets a paused server go on; harmless when it is not paused. */
    public void resume() {
        locked(run::resume);
    }

    /**
     * Starts the server again at the same port and directory, after ending it in order if it still runs. Finds its data
     * only with {@link Builder#appendOnly}.
     *
     * @throws IllegalStateException when closed
     * @throws EmbeddedRedisException when it does not come up in time; the server can be restarted once more
     */
    public void restart() {
        locked(() -> {
            if (closed) {
                throw new IllegalStateException("this server is closed; start a new one");
            }
            run.stop(STOP_TIMEOUT);
            run = RedisRun.start(executable, files, sentinel, port, startTimeout);
        });
    }

    /** Ends the server in order, by force after five seconds, and removes its temporary files. Harmless twice. */
    @Override
    public void close() {
        locked(() -> {
            if (closed) {
                return;
            }
            closed = true;
            run.stop(STOP_TIMEOUT);
            files.delete();
        });
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Where a redis-server executable comes from. */
    public enum Source {
        /** Found on the PATH of this process. */
        PATH,
        /** Carried by the embedded-redis artifact. */
        ARTIFACT,
        /** Named with {@link Builder#executable}. */
        GIVEN
    }

    /** How often the append-only file is forced to disk. */
    public enum Fsync {
        /** After each write: nothing acknowledged is lost. */
        ALWAYS("always"),
        /** Once a second, Redis's own default. */
        EVERY_SECOND("everysec");

        final String setting;

        Fsync(String setting) {
            this.setting = setting;
        }
    }

    /** Options of a server. Not safe to share between threads. */
    public static final class Builder {
        private static final Pattern SETTING_NAME = Pattern.compile("[a-z][a-z0-9-]*");
        private static final Set<String> OWN_SETTINGS = Set.of("port", "dir", "daemonize", "appendonly", "appendfsync");
        private static final int PORT_TRIES = 5;

        private int port;
        private @Nullable Path executable;
        private String pathVariable = System.getenv().getOrDefault("PATH", "");
        private Duration startTimeout = Duration.ofSeconds(20);
        private boolean sentinel;
        final Map<String, String> settings = new LinkedHashMap<>();

        @Nullable
        Path appendOnlyDir;

        Fsync fsync = Fsync.EVERY_SECOND;

        private Builder() {}

        /** The port to listen on, 1 to 65535. Default: any free one. */
        public Builder port(int port) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
            }
            this.port = port;
            return this;
        }

        /** As {@link #appendOnly(Path, Fsync)}, forced to disk once a second. */
        public Builder appendOnly(Path dir) {
            return appendOnly(dir, Fsync.EVERY_SECOND);
        }

        /**
         * Keeps an append-only file in this directory, which is created if missing and stays at close: a server started
         * with it again finds the data. Default: nothing on disk.
         */
        public Builder appendOnly(Path dir, Fsync fsync) {
            this.appendOnlyDir = dir;
            this.fsync = fsync;
            return this;
        }

        /** One more line of redis.conf, with the value written as there. Not port, dir, daemonize or the append-only ones. */
        public Builder setting(String name, String value) {
            if (!SETTING_NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("name must be one of redis.conf, was " + name);
            }
            if (OWN_SETTINGS.contains(name)) {
                throw new IllegalArgumentException(name + " has a method of its own or is fixed");
            }
            if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
                throw new IllegalArgumentException("value of " + name + " must be a single line, was " + value);
            }
            settings.put(name, value);
            return this;
        }

        /** Runs it as a Sentinel, which stores nothing and watches what it is told to with {@code SENTINEL MONITOR}. */
        public Builder sentinel() {
            this.sentinel = true;
            return this;
        }

        /** The redis-server to run. Default: the newer of the PATH's and the artifact's. */
        public Builder executable(Path executable) {
            this.executable = executable;
            return this;
        }

        /** How long the start may take, the loading of data included. Default 20 seconds. */
        public Builder startTimeout(Duration startTimeout) {
            if (startTimeout.isNegative() || startTimeout.isZero()) {
                throw new IllegalArgumentException("startTimeout must be more than zero, was " + startTimeout);
            }
            this.startTimeout = startTimeout;
            return this;
        }

        /** Where to look instead of this process's PATH. */
        Builder pathVariable(String pathVariable) {
            this.pathVariable = pathVariable;
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws EmbeddedRedisException when there is no executable, or when it does not answer in time; the message
         *     ends with what it printed last
         */
        public EmbeddedRedis start() {
            var files = RedisFiles.create();
            try {
                var chosen = executable == null
                        ? RedisExecutables.choose(pathVariable, files.temporary())
                        : RedisExecutables.given(executable);
                var server = start(chosen, files);
                LOG.info(
                        "Redis {} from {} ({}) listens on {}",
                        chosen.version(),
                        chosen.source(),
                        chosen.path(),
                        server.uri());
                return server;
            } catch (IOException e) {
                files.delete();
                throw new EmbeddedRedisException("Cannot prepare redis-server", e);
            } catch (RuntimeException e) {
                files.delete();
                throw e;
            }
        }

        private EmbeddedRedis start(RedisExecutable chosen, RedisFiles files) throws IOException {
            var dataDir = appendOnlyDir == null ? files.temporary() : Files.createDirectories(appendOnlyDir);
            for (int attempt = 1; ; attempt++) {
                int chosenPort = port == 0 ? freePort() : port;
                RedisConfig.write(files.config(), chosenPort, dataDir.toAbsolutePath(), this);
                try {
                    var run = RedisRun.start(chosen, files, sentinel, chosenPort, startTimeout);
                    return new EmbeddedRedis(chosen, files, sentinel, startTimeout, chosenPort, run);
                } catch (EmbeddedRedisException e) {
                    boolean taken = files.lastLines().contains("Address already in use")
                            || files.lastLines().contains("Failed listening on port");
                    if (!taken || port != 0 || attempt == PORT_TRIES) {
                        throw e;
                    }
                    LOG.debug("port {} was taken in the meantime, trying another", chosenPort);
                }
            }
        }

        /** A node of a Cluster takes a second one, for its bus. */
        private int freePort() throws IOException {
            return "yes".equals(settings.get("cluster-enabled")) ? LoopbackPorts.findWithBus() : LoopbackPorts.find();
        }
    }
}
