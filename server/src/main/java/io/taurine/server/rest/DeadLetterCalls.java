package io.taurine.server.rest;

import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobRunner;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Answers {@code /dlq}: jobs that no attempt is left for, and that wait for a person. */
final class DeadLetterCalls {

    private static final Set<JobStatus> DEAD = JobFilter.deadLetters().statuses();
    private static final int DEFAULT_LIMIT = 100;

    private final JobRunner runner;

    DeadLetterCalls(JobRunner runner) {
        this.runner = runner;
    }

    void bind(Bindings bindings) {
        bindings.on("listDeadLetters", this::list)
                .on("getDeadLetter", call -> Reply.ok(JobJson.of(find(call.text("jobId")))))
                .on("retryDeadLetter", this::retry)
                .on("retryDeadLetters", this::retryAll)
                .on("deleteDeadLetter", this::delete);
    }

    private JobView find(String jobId) {
        var job = JobCalls.find(runner, jobId);
        if (!DEAD.contains(job.status())) {
            throw new NoSuchJobException("Job " + jobId + " is " + job.status().wireName() + " and no dead letter.");
        }
        return job;
    }

    private Reply list(Call call) {
        var filter = filter(call.optionalText("definitionKey"), call.instant("from"), call.instant("to"));
        return JobCalls.page(runner, call, filter);
    }

    private JobFilter filter(Optional<String> key, Optional<Instant> from, Optional<Instant> to) {
        key.ifPresent(one -> VersionChoice.newest(runner.definitions(), one));
        return new JobFilter(key, DEAD, from, to);
    }

    private Reply retry(Call call) {
        find(call.text("jobId"));
        return JobCalls.retry(runner, call);
    }

    private Reply retryAll(Call call) {
        var body = call.body();
        var key = Optional.ofNullable(body.get("definitionKey")).map(one -> one.textValue());
        var filter = filter(key, call.bodyInstant("from"), call.bodyInstant("to"));
        var step = new JobStep(runner, filter, body.path("limit").asInt(DEFAULT_LIMIT));
        if (call.isDryRun()) {
            return Reply.dryRun(call, step.size() + " jobs would be run again in this step.");
        }
        var attempts = JobCalls.attempts(call);
        return Reply.ok(step.each(id -> runner.executor().retry(id, attempts)));
    }

    private Reply delete(Call call) {
        find(call.text("jobId"));
        return JobCalls.delete(runner, call);
    }
}
