package io.taurine.server.local;

import io.taurine.server.definition.Definition;
import io.taurine.server.definition.RetryRule;
import io.taurine.server.runner.DefinitionDisabledException;
import io.taurine.server.runner.IdempotencyConflictException;
import io.taurine.server.runner.JobExecutor;
import io.taurine.server.runner.JobFilter;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.JobView;
import io.taurine.server.runner.Page;
import io.taurine.server.runner.StartRequest;
import io.taurine.server.runner.StartedJob;
import io.taurine.server.runner.WrongStatusException;
import io.taurine.server.runner.internal.Cursors;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.RequestFingerprint;
import io.taurine.server.runner.internal.VersionChoice;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts single jobs within this process and acts on them. */
final class LocalExecutor implements JobExecutor {

    private static final Set<JobStatus> RETRYABLE =
            EnumSet.of(JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.TIMED_OUT);
    private static final Set<JobStatus> BUSY = EnumSet.of(JobStatus.RUNNING, JobStatus.CANCELLING);

    /** By status, newest first within each. */
    private static final Comparator<LocalJob> LISTED = Comparator.<LocalJob, JobStatus>comparing(job -> job.status)
            .thenComparing(Comparator.<LocalJob>comparingLong(job -> job.order).reversed());

    private final LocalState state;
    private final JobSteps steps;
    private final ScheduleRuns schedules;

    LocalExecutor(LocalState state, JobSteps steps, ScheduleRuns schedules) {
        this.state = state;
        this.steps = steps;
        this.schedules = schedules;
    }

    @Override
    public StartedJob start(StartRequest request) {
        var definition = VersionChoice.choose(state.setup().definitions(), request.definitionKey(), request.version());
        ParamsReader.check(definition, request.params());
        return state.whenRunning(() -> {
            var known = known(request);
            if (known.isPresent()) {
                return known.get();
            }
            var fingerprint = request.idempotencyKey()
                    .map(key -> RequestFingerprint.of(request))
                    .orElse(null);
            var queue = requireEnabled(definition.key());
            var effective = state.setup().settings().effective(definition);
            var retry = queue.retryOf(effective);
            var job = steps.add(
                    new NewJob(
                            effective,
                            request.params().deepCopy(),
                            request.priority().orElse(effective.priority()).value(),
                            retry,
                            request.maxAttempts().orElse(retry.attempts()),
                            null,
                            request.idempotencyKey().orElse(null),
                            fingerprint),
                    due(request));
            var started = new StartedJob(job.id(), job.status, true);
            steps.dispatcher().look();
            return started;
        });
    }

    @Override
    public Optional<StartedJob> check(StartRequest request) {
        var definition = VersionChoice.choose(state.setup().definitions(), request.definitionKey(), request.version());
        ParamsReader.check(definition, request.params());
        return state.whenRunning(() -> {
            var known = known(request);
            if (known.isEmpty()) {
                requireEnabled(definition.key());
            }
            return known;
        });
    }

    /** The job that the request's idempotency key has started. */
    private Optional<StartedJob> known(StartRequest request) {
        return request.idempotencyKey().map(state::byIdempotencyKey).map(job -> same(job, request));
    }

    private static StartedJob same(LocalJob job, StartRequest request) {
        if (!RequestFingerprint.of(request).equals(job.fingerprint)) {
            throw new IdempotencyConflictException("The idempotency key was used for job " + job.id()
                    + ", which was asked for otherwise; use another key, or send the same request");
        }
        return new StartedJob(job.id(), job.status, false);
    }

    private LocalQueue requireEnabled(String key) {
        var queue = state.queue(key);
        if (!queue.isEnabled()) {
            throw new DefinitionDisabledException("Definition " + key + " is disabled and takes no jobs");
        }
        return queue;
    }

    private @Nullable Instant due(StartRequest request) {
        return request.runAt()
                .or(() -> request.delay().map(delay -> state.now().plus(delay)))
                .orElse(null);
    }

    @Override
    public Optional<JobView> find(String jobId) {
        return state.whenRunning(() -> Optional.ofNullable(state.find(jobId)).map(LocalJob::view));
    }

    @Override
    public Page<JobView> list(JobFilter filter, String cursor, int limit) {
        Cursors.requireLimit(limit);
        var after = cursor.isEmpty() ? null : JobCursor.parse(cursor);
        return state.whenRunning(() -> {
            var found = state.jobs().stream()
                    .filter(job -> fits(job, filter) && (after == null || after.isBefore(job)))
                    .sorted(LISTED)
                    .limit(limit + 1L)
                    .toList();
            var page = found.subList(0, Math.min(limit, found.size()));
            var isLast = page.size() == found.size();
            return new Page<>(page.stream().map(LocalJob::view).toList(), isLast ? "" : cursor(page.get(limit - 1)));
        });
    }

    private static String cursor(LocalJob job) {
        return new JobCursor(job.status, job.order).toString();
    }

    private static boolean fits(LocalJob job, JobFilter filter) {
        return filter.definitionKey().map(job.queue.key()::equals).orElse(true)
                && (filter.statuses().isEmpty() || filter.statuses().contains(job.status))
                && filter.from().map(from -> !job.createdAt.isBefore(from)).orElse(true)
                && filter.to().map(job.createdAt::isBefore).orElse(true);
    }

    @Override
    public Map<JobStatus, Long> counts(String definitionKey) {
        return state.whenRunning(() -> {
            var queue = state.queue(definitionKey);
            var counts = new EnumMap<JobStatus, Long>(JobStatus.class);
            for (var status : JobStatus.values()) {
                counts.put(status, 0L);
            }
            state.jobs().stream()
                    .filter(job -> job.queue == queue)
                    .forEach(job -> counts.merge(job.status, 1L, Long::sum));
            return counts;
        });
    }

    @Override
    public Page<String> logs(String jobId, String cursor, int limit) {
        Cursors.requireLimit(limit);
        return state.whenRunning(() -> state.job(jobId).lines.page(cursor, limit));
    }

    @Override
    public JobStatus cancel(String jobId, String reason) {
        return state.whenRunning(() -> {
            var status = steps.cancel(state.job(jobId), reason);
            steps.dispatcher().look();
            return status;
        });
    }

    @Override
    public JobStatus cancelRun(String jobId, int run, String reason) {
        return state.whenRunning(() -> {
            var job = state.job(jobId);
            if (job.starts != run || !BUSY.contains(job.status)) {
                throw new WrongStatusException("Run " + run + " of job " + jobId + " does not run, or no more");
            }
            return cancel(jobId, reason);
        });
    }

    @Override
    public JobView retry(String jobId, Optional<Integer> moreAttempts) {
        moreAttempts.filter(attempts -> attempts < 1).ifPresent(attempts -> {
            throw new IllegalArgumentException("moreAttempts must be 1 or more, was " + attempts);
        });
        return state.whenRunning(() -> {
            var job = require(jobId, RETRYABLE, "retried");
            steps.retry(job, moreAttempts.orElseGet(() -> attempts(job)));
            schedules.reopened(job);
            var view = job.view();
            steps.dispatcher().look();
            return view;
        });
    }

    /** By the version that it asked for, or by the newest where that is gone; at last by what it was made with. */
    private static int attempts(LocalJob job) {
        Definition<?> definition = job.queue
                .version(job.definition.version())
                .orElseGet(() -> job.queue.isDefined() ? job.queue.newest() : job.definition);
        return job.queue.retryOf(definition).attempts();
    }

    @Override
    public JobView promote(String jobId) {
        return state.whenRunning(() -> {
            var job = require(jobId, EnumSet.of(JobStatus.DELAYED), "promoted");
            steps.queue(job);
            var view = job.view();
            steps.dispatcher().look();
            return view;
        });
    }

    @Override
    public void delete(String jobId) {
        state.whenRunning(() -> {
            var job = require(jobId, EnumSet.complementOf(EnumSet.copyOf(BUSY)), "deleted");
            steps.remove(job);
            steps.dispatcher().look();
            return job;
        });
    }

    private LocalJob require(String jobId, Set<JobStatus> statuses, String done) {
        var job = state.job(jobId);
        if (!statuses.contains(job.status)) {
            throw new WrongStatusException("Job " + jobId + " is " + job.status.wireName() + "; only jobs that are "
                    + String.join(
                            ", ", statuses.stream().map(JobStatus::wireName).toList())
                    + " can be " + done);
        }
        return job;
    }

    @Override
    public void disable(String definitionKey) {
        state.whenRunning(() -> {
            state.queue(definitionKey).enable(false);
            return definitionKey;
        });
    }

    @Override
    public void enable(String definitionKey) {
        state.whenRunning(() -> {
            state.queue(definitionKey).enable(true);
            steps.dispatcher().look();
            return definitionKey;
        });
    }

    @Override
    public boolean isEnabled(String definitionKey) {
        return state.whenRunning(() -> state.queue(definitionKey).isEnabled());
    }

    @Override
    public void pause(String definitionKey) {
        state.whenRunning(() -> {
            state.queue(definitionKey).pause(true);
            return definitionKey;
        });
    }

    @Override
    public void resume(String definitionKey) {
        state.whenRunning(() -> {
            state.queue(definitionKey).pause(false);
            steps.dispatcher().look();
            return definitionKey;
        });
    }

    @Override
    public boolean isPaused(String definitionKey) {
        return state.whenRunning(() -> state.queue(definitionKey).isPaused());
    }

    @Override
    public void configureRetry(String definitionKey, RetryRule rule) {
        state.whenRunning(() -> {
            state.queue(definitionKey).changeRetry(rule);
            return definitionKey;
        });
    }
}
