package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.JobState;
import io.taurine.queue.CancelOptions;
import io.taurine.queue.JobLockedException;
import io.taurine.queue.JobNotFoundException;
import io.taurine.queue.JobNotInStateException;
import io.taurine.queue.Queue;
import io.taurine.queue.RetryOptions;
import io.taurine.queue.SchedulerJobException;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.LiveSettings;
import io.taurine.server.runner.NoSuchJobException;
import io.taurine.server.runner.RunnerSetup;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.server.runner.internal.VersionChoice;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Acts on single jobs. */
final class JobChanger {

    private static final Set<JobStatus> RETRIABLE =
            EnumSet.of(JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.TIMED_OUT);

    private final Definitions definitions;
    private final LiveSettings settings;
    private final Engine engine;
    private final JobViews views;
    private final RetrySettings retries;

    JobChanger(RunnerSetup setup, Engine engine, JobViews views, RetrySettings retries) {
        this.definitions = setup.definitions();
        this.settings = setup.settings();
        this.engine = engine;
        this.views = views;
        this.retries = retries;
    }

    JobStatus cancel(String jobId, String reason) {
        return cancel(jobId, CancelOptions.builder(), reason);
    }

    JobStatus cancelRun(String jobId, int run, String reason) {
        if (run < 1) {
            throw notRunning(jobId, run);
        }
        return cancel(jobId, CancelOptions.builder().onlyStart(run), reason);
    }

    private static WrongStatusException notRunning(String jobId, int run) {
        return new WrongStatusException("Run " + run + " of job " + jobId + " does not run, or no more");
    }

    private JobStatus cancel(String jobId, CancelOptions.Builder which, String reason) {
        var key = key(jobId);
        var queue = engine.queue(key.definition());
        var options = which.reason(reason.isBlank() ? "cancelled" : reason).build();
        try {
            return switch (queue.cancel(key.id(), options)) {
                case REMOVED, FAILED -> JobStatus.CANCELLED;
                case SIGNALLED, MARKED -> JobStatus.CANCELLING;
                case ALREADY_FINISHED, NOT_RUNNING -> {
                    if (options.onlyStart().isPresent()) {
                        throw notRunning(jobId, options.onlyStart().getAsInt());
                    }
                    yield view(queue, key).status();
                }
                case NOT_FOUND -> throw noSuchJob(jobId);
            };
        } catch (SchedulerJobException e) {
            throw new WrongStatusException(
                    "Job " + jobId
                            + " is the next run of a schedule and cannot be cancelled by itself; disable or cancel the schedule");
        }
    }

    JobView retry(String jobId, Optional<Integer> moreAttempts) {
        moreAttempts.filter(count -> count < 1).ifPresent(count -> {
            throw new IllegalArgumentException("moreAttempts must be 1 or more, was " + count);
        });
        var key = key(jobId);
        var queue = engine.queue(key.definition());
        var before = view(queue, key);
        if (!RETRIABLE.contains(before.status())) {
            throw wrong(before, "retried", "only one that failed, was cancelled or timed out can be");
        }
        var attempts = moreAttempts.orElseGet(() -> attempts(before));
        try {
            queue.retry(key.id(), RetryOptions.failed().withAttempts(attempts));
        } catch (JobNotFoundException e) {
            throw noSuchJob(jobId);
        } catch (JobNotInStateException e) {
            throw wrong(view(queue, key), "retried", "somebody else did");
        }
        return view(queue, key);
    }

    /** By the version that it asked for, or by the newest where that is gone. */
    private int attempts(JobView job) {
        Definition<?> definition =
                definitions.find(job.definitionKey(), job.version()).orElse(null);
        if (definition == null) {
            definition = VersionChoice.newest(definitions, job.definitionKey());
        }
        return retries.of(settings.effective(definition)).attempts();
    }

    JobView promote(String jobId) {
        var key = key(jobId);
        var queue = engine.queue(key.definition());
        try {
            queue.promote(key.id());
        } catch (JobNotFoundException e) {
            throw noSuchJob(jobId);
        } catch (JobNotInStateException e) {
            throw wrong(view(queue, key), "promoted", "only a delayed one can be");
        }
        return view(queue, key);
    }

    void delete(String jobId) {
        var key = key(jobId);
        try {
            if (!engine.queue(key.definition()).remove(key.id())) {
                throw noSuchJob(jobId);
            }
        } catch (JobLockedException e) {
            throw new WrongStatusException("Job " + jobId + " runs and cannot be deleted; cancel it first");
        } catch (SchedulerJobException e) {
            throw new WrongStatusException("Job " + jobId
                    + " is the next run of a schedule and cannot be deleted by itself; disable or cancel the schedule");
        }
    }

    private JobKey key(String jobId) {
        return JobKey.parse(jobId)
                .filter(key -> engine.find(key.definition()).isPresent())
                .orElseThrow(() -> noSuchJob(jobId));
    }

    private JobView view(Queue<JsonNode> queue, JobKey key) {
        var state = queue.getJobState(key.id());
        return queue.getJob(key.id())
                .filter(job -> state != JobState.UNKNOWN)
                .map(job -> views.of(job, state))
                .orElseThrow(() -> noSuchJob(key.toString()));
    }

    private static NoSuchJobException noSuchJob(String jobId) {
        return new NoSuchJobException("There is no job " + jobId);
    }

    private static WrongStatusException wrong(JobView job, String what, String why) {
        return new WrongStatusException(
                "Job " + job.id() + " is " + job.status().wireName() + " and cannot be " + what + "; " + why);
    }
}
