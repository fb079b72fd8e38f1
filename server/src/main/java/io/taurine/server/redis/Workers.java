package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.child.ChildJvms;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.internal.HandlerThreads;
import io.taurine.worker.ProcessInterceptor;
import io.taurine.worker.SharedSlots;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** The workers of a process: one for each definition it runs, with one bound on all their runs. */
final class Workers implements AutoCloseable {

    private final RunnerSetup setup;
    private final Engine engine;
    private final Switches switches;
    private final RedisJobScheduler scheduler;
    private final HandlerThreads threads;
    private final HandlerCalls calls;
    private final SharedSlots slots;
    private final Map<String, DefinitionWorker> workers = new ConcurrentHashMap<>();

    /** Those that only end what they run. */
    private final Set<DefinitionWorker> retired = ConcurrentHashMap.newKeySet();

    Workers(RunnerSetup setup, Engine engine, Switches switches, RedisJobScheduler scheduler) {
        this.setup = setup;
        this.engine = engine;
        this.switches = switches;
        this.scheduler = scheduler;
        this.threads = new HandlerThreads("taurine-" + setup.workerId());
        this.calls = new HandlerCalls(threads, new ChildJvms(setup));
        this.slots = SharedSlots.of(setup.maxConcurrency());
    }

    void start() {
        setup.definitions().keys().forEach(this::start);
    }

    private void start(String key) {
        var versions = versions(key);
        var isOurs = setup.workedKeys().isEmpty() || setup.workedKeys().contains(key);
        if (isOurs && !versions.isEmpty()) {
            workers.put(key, worker(key, versions));
            apply(key);
        }
    }

    private WorkedVersions versions(String key) {
        return new WorkedVersions(setup.definitions(), setup.settings(), key);
    }

    private DefinitionWorker worker(String key, WorkedVersions versions) {
        List<ProcessInterceptor<JsonNode>> gates = List.of(
                new VersionGate(versions, id -> scheduler.renew(key, id)), new ScheduleGate(key, engine, switches));
        var newest = versions.newest();
        var run = new HandlerRun(setup, engine.queue(key), versions, calls);
        return DefinitionWorker.start(
                setup, engine, newest, versions, run, gates, slots, threads.most(newest.runsOn()));
    }

    /** Has a worker take jobs, or not, as its definition's switch is. */
    void apply(String key) {
        workers.computeIfPresent(key, (same, worker) -> {
            worker.enable(switches.isEnabled(key));
            return worker;
        });
    }

    /** The settings of a definition have changed: its worker goes by them, or gives way to one that does. */
    void change(String key) {
        workers.computeIfPresent(key, (same, worker) -> {
            var versions = versions(key);
            if (worker.takesOver(engine.queue(key), versions.newest())) {
                return worker;
            }
            var next = worker(key, versions);
            retire(worker);
            return next;
        });
        apply(key);
    }

    /** The definition has come, is another one, or has gone. */
    void redefine(String key) {
        var before = workers.remove(key);
        if (before != null) {
            retire(before);
        }
        start(key);
    }

    private void retire(DefinitionWorker worker) {
        retired.add(worker);
        worker.retire(() -> retired.remove(worker));
    }

    /** All at once: each waits for its runs. */
    @Override
    public void close() {
        var closers = Executors.newCachedThreadPool(task -> new Thread(task, "taurine-closing"));
        try {
            CompletableFuture.allOf(Stream.concat(workers.values().stream(), retired.stream())
                            .map(worker -> CompletableFuture.runAsync(worker::close, closers))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            closers.shutdown();
            calls.close();
        }
    }
}
