package io.taurine.server.rest;

import com.fasterxml.jackson.databind.node.TextNode;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Answers {@code /jobs}. */
final class JobCalls {

    static final Set<JobStatus> RETRIED = Set.of(JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.TIMED_OUT);
    private static final Set<JobStatus> RUNNING = Set.of(JobStatus.RUNNING, JobStatus.CANCELLING);

    private final JobRunner runner;
    private final JobStarter starter;

    JobCalls(JobRunner runner, JobStarter starter) {
        this.runner = runner;
        this.starter = starter;
    }

    void bind(Bindings bindings) {
        bindings.on(
                        "startJob",
                        call -> starter.start(
                                call, call.body().get("definitionKey").textValue()))
                .on("runDefinition", call -> starter.start(call, call.text("key")))
                .on("listJobs", this::list)
                .on("getJob", call -> Reply.ok(JobJson.of(find(runner, call.text("jobId")))))
                .on("getJobLogs", this::logs)
                .on("cancelJob", this::cancel)
                .on("retryJob", this::retry)
                .on("promoteJob", this::promote)
                .on("deleteJob", this::delete);
    }

    static JobView find(JobRunner runner, String jobId) {
        return runner.executor()
                .find(jobId)
                .orElseThrow(() -> new NoSuchJobException("There is no job " + jobId + "."));
    }

    private Reply list(Call call) {
        var statuses = call.texts("status").stream().map(JobStatus::of).collect(Collectors.toSet());
        var key = call.optionalText("definitionKey");
        key.ifPresent(one -> VersionChoice.newest(runner.definitions(), one));
        var filter = new JobFilter(key, statuses, call.instant("from"), call.instant("to"));
        return page(runner, call, filter);
    }

    static Reply page(JobRunner runner, Call call, JobFilter filter) {
        var page = Pages.from(() -> runner.executor().list(filter, call.cursor(), call.limit()));
        return Reply.ok(Pages.json(page, job -> JobJson.item(job, call.texts("fields"))));
    }

    private Reply logs(Call call) {
        var id = find(runner, call.text("jobId")).id();
        var page = Pages.from(() -> runner.executor().logs(id, call.cursor(), call.limit()));
        return Reply.ok(Pages.json(page, TextNode::valueOf));
    }

    private Reply cancel(Call call) {
        var id = call.text("jobId");
        if (call.isDryRun()) {
            var status = find(runner, id).status();
            return Reply.dryRun(call, status.isEnd() ? id + " has ended before." : id + " would be cancelled.");
        }
        var reason = call.body().path("reason").asText("");
        var status = runner.executor().cancel(id, reason);
        return Reply.ok(Json.object().put("jobId", id).put("status", status.wireName()));
    }

    private Reply retry(Call call) {
        return retry(runner, call);
    }

    static Reply retry(JobRunner runner, Call call) {
        var id = call.text("jobId");
        if (call.isDryRun()) {
            requireIn(RETRIED, find(runner, id), "retried");
            return Reply.dryRun(call, id + " would be run again.");
        }
        return Reply.ok(JobJson.of(runner.executor().retry(id, attempts(call))));
    }

    static Optional<Integer> attempts(Call call) {
        return Optional.ofNullable(call.body().get("maxAttempts")).map(one -> one.intValue());
    }

    private Reply promote(Call call) {
        var id = call.text("jobId");
        if (call.isDryRun()) {
            requireIn(Set.of(JobStatus.DELAYED), find(runner, id), "promoted");
            return Reply.dryRun(call, id + " would run now.");
        }
        return Reply.ok(JobJson.of(runner.executor().promote(id)));
    }

    private Reply delete(Call call) {
        return delete(runner, call);
    }

    static Reply delete(JobRunner runner, Call call) {
        var id = call.text("jobId");
        if (call.isDryRun()) {
            var job = find(runner, id);
            if (RUNNING.contains(job.status())) {
                throw new WrongStatusException("Job " + id + " runs; cancel it first.");
            }
            return Reply.dryRun(call, id + " would be removed.");
        }
        runner.executor().delete(id);
        return Reply.gone();
    }

    private static void requireIn(Set<JobStatus> statuses, JobView job, String done) {
        if (!statuses.contains(job.status())) {
            throw new WrongStatusException("Job " + job.id() + " is "
                    + job.status().wireName() + " and cannot be " + done
                    + "; one can that is "
                    + statuses.stream().map(JobStatus::wireName).sorted().collect(Collectors.joining(", ")) + ".");
        }
    }
}
