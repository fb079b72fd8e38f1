package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Answers {@code /workers}: the workers that have jobs now, at most as many jobs as one look may see. */
final class WorkerCalls {

    private static final int MOST_JOBS = 1_000;
    private static final int MOST_JOBS_SHOWN = 100;

    private final JobRunner runner;

    WorkerCalls(JobRunner runner) {
        this.runner = runner;
    }

    void bind(Bindings bindings) {
        bindings.on("listWorkers", this::list);
    }

    private Reply list(Call call) {
        var workers = List.copyOf(jobsByWorker().entrySet());
        return Reply.ok(Pages.json(
                Pages.byKey(workers, Map.Entry::getKey, call), worker -> json(worker.getKey(), worker.getValue())));
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
