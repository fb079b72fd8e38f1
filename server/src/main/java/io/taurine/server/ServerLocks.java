package io.taurine.server;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.LockGroup;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.RedisLock;
import io.taurine.server.config.Secret;
import io.taurine.server.config.ServerConfig;
import java.util.Optional;

/** The leases of a server: on the servers for locks where there are some, else on its Redis. */
final class ServerLocks {

    private final Optional<RedisConnection> redis;
    private final Optional<LockGroup> group;

    private ServerLocks(Optional<RedisConnection> redis, Optional<LockGroup> group) {
        this.redis = redis;
        this.group = group;
    }

    static ServerLocks open(ServerConfig config, Optional<RedisConnection> redis, Opened opened) {
        var servers = config.redis().lockServers().stream().map(Secret::value).toList();
        return new ServerLocks(
                redis,
                servers.isEmpty() || redis.isEmpty()
                        ? Optional.empty()
                        : Optional.of(opened.add(LockGroup.connect(servers))));
    }

    /** Empty where there is one process only, which needs no lease. */
    Optional<DistributedLock> lock(String name, LockOptions options) {
        return group.map(servers -> servers.lock(name, options))
                .or(() -> redis.map(it -> RedisLock.of(name, it, options)));
    }
}
