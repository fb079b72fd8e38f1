package io.taurine.server.worker;

import io.taurine.queue.connection.RedisConnection;
import io.taurine.queue.records.RecordStore;
import java.time.Instant;
import java.util.List;

/** Which processes work jobs, idle ones too. Safe to share between threads. */
public interface WorkerRegister {

    /**
     * The register that all processes of a prefix share.
     *
     * @param redis stays the caller's
     */
    static WorkerRegister inRedis(RedisConnection redis, String prefix) {
        return new RedisWorkerRegister(RecordStore.of("server:" + prefix + ":workers", redis));
    }

    /** That of a runner which is all there is. */
    static WorkerRegister ofOne(WorkerPresence only) {
        return new WorkerRegister() {
            @Override
            public List<WorkerPresence> all() {
                return List.of(only);
            }

            @Override
            public void put(WorkerPresence presence) {}

            @Override
            public void remove(String name) {}

            @Override
            public void forgetGone(Instant now) {}
        };
    }

    /** Those that are there, and those that died and are not forgotten yet, ordered by name. */
    List<WorkerPresence> all();

    /** Notes that a process is there. */
    void put(WorkerPresence presence);

    /** Forgets a process that ended in order. */
    void remove(String name);

    /** Forgets those that are gone for more than an hour. */
    void forgetGone(Instant now);

    /** Those that are there, ordered by name. */
    default List<WorkerPresence> present(Instant now) {
        return all().stream().filter(worker -> !worker.isGone(now)).toList();
    }
}
