package io.taurine.queue.lock;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.internal.redis.LettuceConnection;
import java.util.HashSet;
import java.util.List;

/**
 * A {@link DistributedLock} on several Redis servers that know nothing of each other: whoever is granted it by more than half
 * of them holds it. It survives the loss of the others, and a server that answers late delays nobody. A server that forgets
 * what it granted must stay away for a lease before it comes back, or keep its data (append-only file, {@code appendfsync
 * always}).
 */
public final class Redlock extends QuorumLock {

    static final int FEWEST = 3;
    static final int MOST = 31;

    Redlock(String name, LockServers servers, LockOptions options, LockClock clock) {
        super(name, servers, options, clock);
    }

    /** A lock with the default options. See {@link #of(String, List, LockOptions)}. */
    public static Redlock of(String name, List<RedisConnection> servers) {
        return of(name, servers, LockOptions.defaults());
    }

    /**
     * A lock; asks nothing of the servers yet. Every process must name the same servers.
     *
     * @param name what is locked: not blank, 500 characters at most, without braces
     * @param servers 3 to 31 connections to different, independent servers, best an odd number; they stay the caller's
     */
    public static Redlock of(String name, List<RedisConnection> servers, LockOptions options) {
        return of(name, servers, options, LockClock.SYSTEM);
    }

    static Redlock of(String name, List<RedisConnection> servers, LockOptions options, LockClock clock) {
        if (servers.size() < FEWEST || servers.size() > MOST) {
            throw new IllegalArgumentException("servers must be " + FEWEST + " to " + MOST + ", were " + servers.size()
                    + (servers.size() == 1 ? "; on one server use RedisLock" : ""));
        }
        var redis = servers.stream().map(LettuceConnection::of).toList();
        if (redis.stream().anyMatch(server -> server.conductor().isPresent())) {
            throw new UnsupportedOperationException("Connections without Redis have no time in common, which a lock on"
                    + " several servers needs; use RedisLock there, or test Redlock on real servers, with @RedisTest");
        }
        var addresses = new HashSet<String>();
        for (var server : servers) {
            if (!addresses.add(server.address())) {
                throw new IllegalArgumentException(
                        "servers must be independent of each other, was twice: " + server.address());
            }
        }
        return new Redlock(
                name, new LockServers(redis.stream().map(LockServer::of).toList()), options, clock);
    }
}
