package io.taurine.worker;

import io.taurine.job.Backoff;
import io.taurine.job.Job;
import io.taurine.job.JobOptions;
import io.taurine.job.KeepJobs;
import io.taurine.job.PayloadCodec;
import io.taurine.job.PayloadException;
import io.taurine.job.StackTraceList;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.internal.Settlement;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a job after its run: completed, tried again now or later, or failed for good. */
final class OutcomeRules {

    private static final int DEEPEST_CAUSE = 50;

    private final RetryDelays delays;
    private final PayloadCodec codec;
    private final int maxStartedAttempts;
    private final @Nullable KeepJobs keepCompleted;
    private final @Nullable KeepJobs keepFailed;

    OutcomeRules(
            RetryDelays delays,
            PayloadCodec codec,
            int maxStartedAttempts,
            @Nullable KeepJobs keepCompleted,
            @Nullable KeepJobs keepFailed) {
        this.delays = delays;
        this.codec = codec;
        this.maxStartedAttempts = maxStartedAttempts;
        this.keepCompleted = keepCompleted;
        this.keepFailed = keepFailed;
    }

    /**
     * A settlement, and whether it lets the job run again.
     *
     * @param willRetry false when the job ends with it
     */
    record Outcome(Settlement settlement, boolean willRetry) {}

    /** Why a claimed job must fail without being run; null when it may run. */
    @Nullable
    Throwable refusal(Job<?> job) {
        var deferred = job.deferredFailure();
        if (deferred.isPresent()) {
            return new UnrecoverableException(deferred.get());
        }
        if (maxStartedAttempts > 0 && job.attemptsStarted() > maxStartedAttempts) {
            return new UnrecoverableException("job started more than allowable limit");
        }
        return null;
    }

    /**
     * A run that ended well.
     *
     * @throws PayloadException if the result has no JSON form
     */
    Outcome completed(Job<?> job, JobOptions options, String token, @Nullable Object result) {
        var keep = result instanceof UnkeptResult
                ? KeepJobs.none()
                : options.removeOnComplete().orElse(keepCompleted);
        return new Outcome(Settlement.completed(job.id(), token, codec.encode(result), keep), false);
    }

    /** A run that ended with an exception. */
    Outcome failed(Job<?> job, String token, Throwable failure) {
        JobOptions options;
        try {
            options = job.options();
        } catch (PayloadException unreadable) {
            // Nobody can know how often it may be tried.
            var cause = isUnrecoverable(failure) ? failure : unreadable;
            return finallyFailed(job, JobOptions.defaults(), token, cause, reason(cause));
        }
        var attempt = job.attemptsMade() + 1;
        var reason = reason(failure);
        if (isUnrecoverable(failure)
                || attempt >= options.attempts()
                || (maxStartedAttempts > 0 && job.attemptsStarted() >= maxStartedAttempts)) {
            return finallyFailed(job, options, token, failure, reason);
        }
        var wanted = ownDelay(failure);
        var backoff = wanted == null ? options.backoff().orElse(null) : null;
        if (backoff != null && !delays.knows(backoff)) {
            return finallyFailed(
                    job,
                    options,
                    token,
                    failure,
                    reason + " (not retried: this worker has no backoff strategy '" + backoff.type() + "')");
        }
        OptionalLong delay;
        try {
            delay = wanted == null ? delay(backoff, attempt, failure, job) : OptionalLong.of(wanted.toMillis());
        } catch (RuntimeException e) { // user code
            return finallyFailed(
                    job, options, token, failure, reason + " (not retried: the backoff strategy failed: " + e + ")");
        }
        if (delay.isEmpty()) {
            return finallyFailed(job, options, token, failure, reason);
        }
        var traces = traces(job, options, failure);
        var again = delay.getAsLong() > 0
                ? Settlement.delay(job.id(), token, reason, traces, delay.getAsLong())
                : Settlement.retry(job.id(), token, reason, traces, options.lifo());
        return new Outcome(again, true);
    }

    private static @Nullable Duration ownDelay(Throwable failure) {
        var depth = 0;
        for (var cause = failure; cause != null && depth < DEEPEST_CAUSE; cause = cause.getCause(), depth++) {
            if (cause instanceof RetryAfterException later) {
                return later.delay();
            }
        }
        return null;
    }

    private OptionalLong delay(@Nullable Backoff backoff, int attempt, Throwable failure, Job<?> job) {
        return backoff == null ? OptionalLong.of(0) : delays.delayMillis(backoff, attempt, failure, job);
    }

    private Outcome finallyFailed(Job<?> job, JobOptions options, String token, Throwable failure, String reason) {
        var keep = options.removeOnFail().orElse(keepFailed);
        var traces = traces(job, options, failure);
        return new Outcome(Settlement.failed(job.id(), token, reason, traces, options.attempts(), keep), false);
    }

    private static String traces(Job<?> job, JobOptions options, Throwable failure) {
        var limit = options.stackTraceLimit().orElse(-1);
        return StackTraceList.append(job.field("stacktrace").orElse(null), FailureTrace.of(failure), limit);
    }

    private static boolean isUnrecoverable(Throwable failure) {
        var depth = 0;
        for (var cause = failure; cause != null && depth < 50; cause = cause.getCause(), depth++) {
            // A run after the failure of a child that fails its parent cannot end better.
            if (cause instanceof UnrecoverableException
                    || cause instanceof FailedChildrenException
                    || (cause instanceof JobCancelledException cancelled && cancelled.isOfJob())) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getName() : message;
    }
}
