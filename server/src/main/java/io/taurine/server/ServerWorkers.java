package io.taurine.server;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.server.config.Role;
import io.taurine.server.config.ServerConfig;
import io.taurine.server.definition.Definitions;
import io.taurine.server.worker.WorkerBeat;
import io.taurine.server.worker.WorkerPresence;
import io.taurine.server.worker.WorkerRegister;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Has processes that work jobs say that they are there. */
final class ServerWorkers {

    private ServerWorkers() {}

    static WorkerRegister register(
            ServerConfig config, Optional<RedisConnection> redis, Supplier<Definitions> definitions, Instant now) {
        return redis.map(it -> WorkerRegister.inRedis(it, config.redis().prefix()))
                .orElseGet(() -> WorkerRegister.ofOne(new WorkerPresence(
                        config.worker().id(),
                        now,
                        now,
                        Instant.MAX,
                        config.worker().maxConcurrency(),
                        keys(config, definitions.get()))));
    }

    /** Empty for a process that works none, and where there is one process only. */
    static Optional<WorkerBeat> beat(
            ServerConfig config,
            Optional<RedisConnection> redis,
            WorkerRegister register,
            Supplier<Definitions> definitions,
            InstantSource clock) {
        if (redis.isEmpty() || !config.has(Role.WORKER)) {
            return Optional.empty();
        }
        var worker = config.worker();
        return Optional.of(WorkerBeat.start(
                register,
                worker.id(),
                worker.maxConcurrency(),
                () -> keys(config, definitions.get()),
                worker.heartbeat(),
                worker.lockLifetime(),
                clock));
    }

    private static List<String> keys(ServerConfig config, Definitions definitions) {
        var only = config.worker().definitions();
        return definitions.keys().stream()
                .filter(key -> only.isEmpty() || only.contains(key))
                .sorted()
                .toList();
    }
}
