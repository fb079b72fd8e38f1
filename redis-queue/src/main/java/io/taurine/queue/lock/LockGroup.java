package io.taurine.queue.lock;

import io.taurine.queue.connection.RedisOptions;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process's connections to independent Redis servers that grant locks by majority, see {@link Redlock}. It begins as soon as
 * more than half of them answer; one that does not is tried again each second, and grants nothing until it is there. Safe to
 * share between threads. Close it after the locks are given back.
 */
public final class LockGroup implements AutoCloseable {

    private static final long RETRY_MILLIS = 1_000;

    private final List<Member> members;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        var created = new Thread(task, "taurine-lock-servers");
        created.setDaemon(true);
        return created;
    });

    private LockGroup(List<Member> members) {
        this.members = members;
    }

    /** As {@link #connect(List, RedisOptions)}, with the default options. */
    public static LockGroup connect(List<String> uris) {
        return connect(uris, RedisOptions.defaults());
    }

    /**
     * Connects.
     *
     * @param uris 3 to 31 addresses of different servers, best an odd number; every process must name the same ones
     * @throws IllegalArgumentException if they are fewer, more, or one is named twice
     * @throws RedisUnavailableException if half of them or more do not answer
     */
    public static LockGroup connect(List<String> uris, RedisOptions options) {
        if (uris.size() < Redlock.FEWEST || uris.size() > Redlock.MOST) {
            throw new IllegalArgumentException(
                    "uris must be " + Redlock.FEWEST + " to " + Redlock.MOST + ", were " + uris.size());
        }
        var addresses = new HashSet<String>();
        var members = uris.stream().map(uri -> new Member(uri, options)).toList();
        for (var member : members) {
            if (!addresses.add(member.address())) {
                throw new IllegalArgumentException(
                        "uris must be of servers independent of each other, was twice: " + member.address());
            }
        }
        var group = new LockGroup(members);
        try {
            group.start();
            return group;
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    private void start() {
        members.parallelStream().forEach(Member::tryToConnect);
        var there = members.stream()
                .filter(member -> member.connection().isPresent())
                .count();
        if (there <= members.size() / 2) {
            throw new RedisUnavailableException(
                    "only " + there + " of " + members.size() + " servers for locks could be reached",
                    false,
                    members.stream()
                            .map(member -> member.failure)
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null));
        }
        thread.scheduleWithFixedDelay(
                () -> members.forEach(Member::tryToConnect), RETRY_MILLIS, RETRY_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * A lock on these servers.
     *
     * @param name what is locked: not blank, 500 characters at most, without braces
     */
    public DistributedLock lock(String name, LockOptions options) {
        return new Redlock(name, new LockServers(members), options, LockClock.SYSTEM);
    }

    /** Works twice. */
    @Override
    public void close() {
        thread.shutdownNow();
        members.forEach(Member::close);
    }

    private static final class Member implements LockServer {

        private final String uri;
        private final RedisOptions options;
        private final String address;
        private volatile @Nullable LettuceConnection connection;
        private volatile @Nullable RuntimeException failure;
        private boolean isClosed;

        Member(String uri, RedisOptions options) {
            this.uri = uri;
            this.options = options;
            this.address = LettuceConnection.addressOf(uri);
        }

        @Override
        public Optional<LettuceConnection> connection() {
            return Optional.ofNullable(connection);
        }

        @Override
        public String address() {
            return address;
        }

        void tryToConnect() {
            if (connection != null) {
                return;
            }
            try {
                keep(LettuceConnection.connect(uri, options));
            } catch (RuntimeException e) { // the next try tells
                failure = e;
            }
        }

        private synchronized void keep(LettuceConnection made) {
            if (isClosed) {
                made.close();
            } else {
                connection = made;
            }
        }

        synchronized void close() {
            isClosed = true;
            if (connection != null) {
                connection.close();
            }
        }
    }
}
