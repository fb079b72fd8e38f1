package io.taurine.server.redis;

import io.taurine.job.JobState;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.internal.Cursors;
import java.util.Map;
import java.util.Optional;

/** Looks at single jobs and at numbers. */
final class JobFinder {

    private final Engine engine;
    private final JobViews views;

    JobFinder(Engine engine, JobViews views) {
        this.engine = engine;
        this.views = views;
    }

    Optional<JobView> find(String jobId) {
        var key = JobKey.parse(jobId).orElse(null);
        var queue = key == null ? null : engine.find(key.definition()).orElse(null);
        if (key == null || queue == null) {
            return Optional.empty();
        }
        // The state first: a job that ends in between is told to run, with the end in its fields, which does no harm.
        var state = queue.getJobState(key.id());
        return queue.getJob(key.id()).map(job -> views.of(job, state == JobState.UNKNOWN ? settled(job) : state));
    }

    /** Between two states; or one that was removed. */
    private static JobState settled(io.taurine.job.Job<?> job) {
        return job.finishedOn().isPresent() ? JobState.FAILED : JobState.WAITING;
    }

    Map<JobStatus, Long> counts(String definitionKey) {
        return JobStates.counts(engine.listing(definitionKey).counts());
    }

    /** A cursor is the number of the next line. */
    Page<String> logs(String jobId, String cursor, int limit) {
        Cursors.requireLimit(limit);
        var from = Cursors.number(cursor);
        var key = JobKey.parse(jobId).orElse(null);
        var queue = key == null ? null : engine.find(key.definition()).orElse(null);
        if (key == null || queue == null) {
            throw new NoSuchJobException("There is no job " + jobId);
        }
        var logs = queue.getJobLogs(key.id(), from, from + limit - 1);
        if (logs.count() == 0 && queue.getJob(key.id()).isEmpty()) {
            throw new NoSuchJobException("There is no job " + jobId);
        }
        var end = from + logs.rows().size();
        return new Page<>(logs.rows(), end < logs.count() && !logs.rows().isEmpty() ? Long.toString(end) : "");
    }
}
