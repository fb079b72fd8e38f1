package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.worker.WorkerPresence;
import io.taurine.server.worker.WorkerRegister;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Answers {@code /workers}: those that said that they are there, and others that have jobs now. */
final class WorkerCalls {

    private static final int MOST_JOBS = 1_000;
    private static final int MOST_JOBS_SHOWN = 100;

    private final JobRunner runner;

    private final Optional<WorkerRegister> register;
    private final InstantSource clock;

    WorkerCalls(JobRunner runner, Optional<WorkerRegister> register, InstantSource clock) {
        this.runner = runner;
        this.register = register;
        this.clock = clock;
    }

    void bind(Bindings bindings) {
        bindings.on("listWorkers", this::list);
    }

    private Reply list(Call call) {
        var present = new TreeMap<String, WorkerPresence>();
        register.ifPresent(it -> it.present(clock.instant()).forEach(worker -> present.put(worker.name(), worker)));
        var jobs = jobsByWorker();
        present.keySet().forEach(name -> jobs.putIfAbsent(name, List.of()));
        var workers = List.copyOf(jobs.entrySet());
        return Reply.ok(Pages.sparse(Pages.byKey(workers, Map.Entry::getKey, call), call, worker -> {
            var json = json(worker.getKey(), worker.getValue());
            var known = present.get(worker.getKey());
            return known == null ? json : describe(json, known);
        }));
    }

    private static ObjectNode describe(ObjectNode json, WorkerPresence worker) {
        json.put("maxConcurrency", worker.maxConcurrency())
                .put("startedAt", worker.startedAt().toString())
                .put("seenAt", worker.seenAt().toString());
        var definitions = json.putArray("definitions");
        worker.definitions().forEach(definitions::add);
        return json;
    }

    private Map<String, List<JobView>> jobsByWorker() {
        var filter = JobFilter.all().in(JobStatus.RUNNING, JobStatus.CANCELLING);
        var byWorker = new TreeMap<String, List<JobView>>();
        for (var job : runner.executor().list(filter, "", MOST_JOBS).items()) {
            var worker = job.worker();
            if (worker != null) {
                byWorker.computeIfAbsent(worker, name -> new ArrayList<>()).add(job);
            }
        }
        return byWorker;
    }

    private static ObjectNode json(String name, List<JobView> jobs) {
        var json = Json.object().put("name", name).put("running", jobs.size());
        var ids = json.putArray("jobs");
        jobs.stream().limit(MOST_JOBS_SHOWN).forEach(job -> ids.add(job.id()));
        return json;
    }
}
