package io.taurine.server.redis;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.JobState;
import io.taurine.job.PayloadException;
import io.taurine.server.definition.Definitions;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.internal.ExactJson;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Jobs of the engine as users see them. */
final class JobViews {

    private final Definitions definitions;

    JobViews(Definitions definitions) {
        this.definitions = definitions;
    }

    JobView of(Job<JsonNode> job, JobState state) {
        var key = job.queueName();
        var status = JobStates.status(state, job);
        var options = options(job);
        var hasEnded = status.isEnd();
        return new JobView(
                new JobKey(key, job.id()).toString(),
                key,
                JobNames.versionOrNewest(definitions, key, job.name()),
                status,
                ExactJson.read(job.field("data").orElse("null")),
                job.priority(),
                job.attemptsStarted(),
                job.attemptsMade(),
                options.attempts(),
                json(job.progressJson()),
                status == JobStatus.SUCCEEDED ? json(job.returnValueJson()) : null,
                status == JobStatus.SUCCEEDED || status == JobStatus.SKIPPED
                        ? null
                        : job.failedReason().orElse(null),
                JobStates.reason(status, job).orElse(null),
                JobStarter.scheduleOf(job, options).orElse(null),
                job.processedBy().orElse(null),
                job.timestamp(),
                status == JobStatus.DELAYED ? due(job) : Optional.empty(),
                job.processedOn(),
                hasEnded ? job.finishedOn() : Optional.empty());
    }

    /** When it was put aside is not stored; for one that was added with a delay this is exact. */
    private static Optional<Instant> due(Job<?> job) {
        var since = job.attemptsStarted() > 0 ? job.processedOn().orElse(job.timestamp()) : job.timestamp();
        return Optional.of(since.plus(job.delay()));
    }

    private static JobOptions options(Job<?> job) {
        try {
            return job.options();
        } catch (PayloadException unreadable) {
            return JobOptions.defaults();
        }
    }

    private static @Nullable JsonNode json(Optional<String> stored) {
        return stored.map(ExactJson::read).orElse(null);
    }
}
