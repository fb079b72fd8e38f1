package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
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
    private final CurrentSettings settings;
    private final RedisJobScheduler scheduler;
    private final SharedSlots slots;
    private final HandlerThreads threads;
    private final HandlerCalls calls;
    private final Map<String, DefinitionWorker> workers = new ConcurrentHashMap<>();

    /** Those that only end what they run. */
    private final Set<DefinitionWorker> retired = ConcurrentHashMap.newKeySet();

    Workers(
            RunnerSetup setup,
            Engine engine,
            Switches switches,
            CurrentSettings settings,
            RedisJobScheduler scheduler) {
        this.setup = setup;
        this.engine = engine;
        this.switches = switches;
        this.settings = settings;
        this.scheduler = scheduler;
        this.slots = SharedSlots.of(setup.maxConcurrency());
        this.threads = new HandlerThreads("taurine-" + setup.workerId());
        this.calls = new HandlerCalls(threads, new ChildJvms(setup));
    }

    void start() {
        for (var key : setup.definitions().keys()) {
            var versions = new WorkedVersions(setup.definitions(), key, settings);
            var isOurs = setup.workedKeys().isEmpty() || setup.workedKeys().contains(key);
            if (isOurs && !versions.isEmpty()) {
                workers.put(key, worker(settings.all().newest(key).orElseThrow(), versions));
                apply(key);
            }
        }
    }

    private DefinitionWorker worker(Definition<?> newest, WorkedVersions versions) {
        List<ProcessInterceptor<JsonNode>> gates = List.of(
                new VersionGate(versions, id -> scheduler.renew(newest.key(), id)),
                new ScheduleGate(newest.key(), engine, switches));
        var run = new HandlerRun(setup, engine.queue(newest.key()), versions, calls);
        return DefinitionWorker.start(
                setup, engine, newest, versions, run, gates, slots, threads.most(newest.runsOn()));
    }

    /** Has a running worker go by other settings; what runs goes on as it began. */
    void reconfigure(Definition<?> newest) {
        var worker = workers.get(newest.key());
        if (worker != null && !worker.reconfigure(newest)) {
            var versions = new WorkedVersions(setup.definitions(), newest.key(), settings);
            workers.put(newest.key(), worker(newest, versions));
            apply(newest.key());
            retired.add(worker);
            worker.retire(() -> retired.remove(worker));
        }
    }

    /** Has a worker take jobs, or not, as its definition's switch is. */
    void apply(String key) {
        var worker = workers.get(key);
        if (worker != null) {
            worker.enable(switches.isEnabled(key));
        }
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
