package io.taurine.server;

import io.taurine.history.HistoryFollower;
import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.lock.DistributedLock;
import io.taurine.queue.lock.LockGroup;
import io.taurine.queue.lock.LockOptions;
import io.taurine.queue.lock.LockStatus;
import io.taurine.queue.lock.RedisLock;
import io.taurine.server.config.Secret;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.event.RedisEventBus;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

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

    /** Those on its Redis that are held now: its leases, and those of definitions that run once at a time. */
    static List<LockStatus> held(ServerConfig config, Optional<RedisConnection> redis, Definitions definitions) {
        var prefix = config.redis().prefix();
        var names = new TreeSet<>(List.of(
                Housekeeper.leaseName(prefix),
                prefix + "-alerts",
                prefix + "-" + RedisEventBus.STREAM,
                HistoryFollower.leaseName(prefix)));
        definitions.all().stream()
                .filter(Definition::isSingleRunning)
                .forEach(definition -> names.add(prefix + ":" + definition.key()));
        return redis.map(it -> RedisLock.held(it, names)).orElse(List.of());
    }
}
