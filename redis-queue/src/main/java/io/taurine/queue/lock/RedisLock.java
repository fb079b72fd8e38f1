package io.taurine.queue.lock;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.Await;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * A {@link DistributedLock} on one Redis: a single server, a Sentinel group or a Cluster. It is as reliable as that Redis
 * remembers: one that fails over to a replica, or restarts without its data, may grant the lock a second time. Where that
 * must not happen use {@link Redlock}, or let what is protected check the {@linkplain HeldLock#fencingToken() fencing number}.
 */
public final class RedisLock extends QuorumLock {

    private RedisLock(String name, LettuceConnection redis, LockOptions options, LockClock clock) {
        super(name, new LockServers(List.of(LockServer.of(redis))), options, clock);
    }

    /** A lock with the default options. See {@link #of(String, RedisConnection, LockOptions)}. */
    public static RedisLock of(String name, RedisConnection connection) {
        return of(name, connection, LockOptions.defaults());
    }

    /**
     * A lock; asks nothing of Redis yet.
     *
     * @param name what is locked: not blank, 500 characters at most, without braces
     * @param connection stays the caller's, and open as long as the lock is used
     */
    public static RedisLock of(String name, RedisConnection connection, LockOptions options) {
        Objects.requireNonNull(connection, "connection");
        return of(name, connection, options, LockClock.of(LettuceConnection.of(connection)));
    }

    static RedisLock of(String name, RedisConnection connection, LockOptions options, LockClock clock) {
        Objects.requireNonNull(connection, "connection");
        return new RedisLock(name, LettuceConnection.of(connection), options, clock);
    }

    /**
     * The locks that are held on that Redis, by name. Walks all its keys in small steps: for people who look, not for
     * programs that ask often.
     */
    public static List<LockStatus> held(RedisConnection connection) {
        return Await.result(heldAsync(connection));
    }

    /** As {@link #held} without holding a thread. */
    public static CompletionStage<List<LockStatus>> heldAsync(RedisConnection connection) {
        return new LockScan(LettuceConnection.of(connection)).run();
    }

    /** Those of these locks that are held, ordered by name; costs two commands for each name, however many keys there are. */
    public static List<LockStatus> held(RedisConnection connection, Collection<String> names) {
        return Await.result(heldAsync(connection, names));
    }

    /** As {@link #held(RedisConnection, Collection)} without holding a thread. */
    public static CompletionStage<List<LockStatus>> heldAsync(RedisConnection connection, Collection<String> names) {
        return new LockScan(LettuceConnection.of(connection)).of(names);
    }
}
