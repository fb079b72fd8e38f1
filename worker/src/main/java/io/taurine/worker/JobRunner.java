package io.taurine.worker;

import io.taurine.job.PayloadException;
import io.taurine.job.UnrecoverableException;
import io.taurine.queue.FailedChildrenException;
import io.taurine.queue.LockLostException;
import io.taurine.queue.PendingChildrenException;
import io.taurine.queue.connection.RedisUnavailableException;
import io.taurine.queue.internal.ReplyCode;
import io.taurine.worker.OutcomeRules.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the processor for one job and sees to it that its outcome is recorded. Runs on the job's thread. */
final class JobRunner<T> {

    private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);

    private final Processor<T> chain;
    private final OutcomeRules rules;
    private final NextRuns nextRuns;
    private final Settler<T> settler;
    private final RunningJobs<T> running;
    private final Slots slots;
    private final ListenerThread<T> listeners;
    private final ScheduledExecutorService timer;
    private final Executor aside;
    private final JobTimeouts<? super T> timeouts;
    private final Duration grace;
    private final Consumer<Supplier<CompletableFuture<ReplyCode>>> lastAct;

    JobRunner(
            Interceptors<T> interceptors,
            OutcomeRules rules,
            NextRuns nextRuns,
            Settler<T> settler,
            RunningJobs<T> running,
            Slots slots,
            ListenerThread<T> listeners,
            ScheduledExecutorService timer,
            Executor aside,
            JobTimeouts<? super T> timeouts,
            Duration grace,
            Consumer<Supplier<CompletableFuture<ReplyCode>>> lastAct) {
        this.chain = interceptors.around(this::admit);
        this.rules = rules;
        this.nextRuns = nextRuns;
        this.settler = settler;
        this.running = running;
        this.slots = slots;
        this.listeners = listeners;
        this.timer = timer;
        this.aside = aside;
        this.timeouts = timeouts;
        this.grace = grace;
        this.lastAct = lastAct;
    }

    void run(JobRun<T> run) {
        if (run.phase() != JobRun.Phase.RUNNING) {
            // Its worker gave it up while it waited for this thread.
            slots.release(1);
            return;
        }
        if (!nextRuns.ready(run.job(), outage -> isStillOurs(run))) {
            run.end(JobRun.Phase.ABANDONED);
            running.remove(run);
            slots.release(1);
            return;
        }
        Object result = null;
        Throwable failure = null;
        run.enter(Thread.currentThread());
        var startedNanos = listeners.isMetered() ? System.nanoTime() : 0;
        try {
            // In this order: a cancel that comes after the look must find the timeout there, to take its place.
            startTimeout(run);
            requireWanted(run);
            result = chain.process(run);
        } catch (Throwable e) { // user code: whatever it throws, an Error too, fails this job and nothing else
            failure = e;
        } finally {
            run.leave();
        }
        if (startedNanos != 0) {
            run.ranFor(System.nanoTime() - startedNanos);
        }
        try {
            conclude(run, result, failure);
        } catch (Throwable e) { // nothing may take this job's slot with it
            LOG.error("The end of {} could not be recorded; it will be recovered as stalled", run, e);
            running.remove(run);
            slots.release(1);
        }
    }

    private static boolean isStillOurs(JobRun<?> run) {
        return run.phase() == JobRun.Phase.RUNNING && !run.isLockLost();
    }

    /** A run that was given up while it waited for a thread must not start: its job may run elsewhere by now. */
    private static void requireWanted(JobRun<?> run) {
        run.cancellation().throwIfCancelled();
    }

    /** The last step before the user's own code: a job that cannot be run goes no further. */
    private void admit(ActiveJob<T> run) {
        var job = run.job();
        var refusal = rules.refusal(job);
        if (refusal instanceof UnrecoverableException unrecoverable) {
            throw unrecoverable;
        }
        try {
            job.options();
            run.data();
        } catch (PayloadException e) {
            throw new UnrecoverableException(String.valueOf(e.getMessage()), e);
        }
        listeners.tellStart(job);
        LOG.debug("Job {} starts", job.id());
    }

    private void conclude(JobRun<T> run, @Nullable Object result, @Nullable Throwable thrown) {
        if (run.isLockLost() && run.end(JobRun.Phase.ABANDONED)) {
            running.remove(run);
        }
        if (!run.end(JobRun.Phase.SETTLING)) {
            slots.release(1);
            endTrace(run);
            return;
        }
        var failure = describable(attribute(run, thrown));
        Outcome outcome = null;
        if (failure == null) {
            try {
                outcome = rules.completed(run.job(), run.job().options(), run.token(), result);
            } catch (Throwable e) { // user code: the codec's, or the accessors' of the result
                failure = describable(e);
            }
        }
        if (outcome == null) {
            outcome = rules.failed(run.job(), run.token(), failure == null ? new IllegalStateException() : failure);
        }
        record(run, outcome, result, failure, true);
    }

    /** Gives a run that was told to end the reason it was told. */
    private @Nullable Throwable attribute(JobRun<T> run, @Nullable Throwable thrown) {
        var signal = run.signal();
        var cancelled = run.jobCancelled();
        if (cancelled != null) {
            // Whatever the run still made of it: whoever cancelled was told that the job ends so.
            return JobCancelledException.ofJob(cancelled);
        }
        if (signal.is(CancellationSignal.Reason.TIMEOUT)) {
            return timedOut(run);
        }
        if (signal.is(CancellationSignal.Reason.CANCELLED) && isInterruption(thrown)) {
            return new JobCancelledException(
                    CancellationSignal.Reason.CANCELLED, signal.message().orElse("cancelled"));
        }
        return thrown;
    }

    /** Also when it reached the processor through one of our calls. */
    private static boolean isInterruption(@Nullable Throwable thrown) {
        return thrown instanceof InterruptedException
                || (thrown instanceof RedisUnavailableException && thrown.getCause() instanceof InterruptedException);
    }

    /** An exception whose own message fails is replaced: the job must end with it all the same. */
    private static @Nullable Throwable describable(@Nullable Throwable thrown) {
        try {
            LOG.trace("A run ended with {}", String.valueOf(thrown));
            return thrown;
        } catch (RuntimeException e) { // user code
            var type = Objects.requireNonNull(thrown).getClass().getName();
            return new IllegalStateException("The processor threw a " + type + " that cannot be described", e);
        }
    }

    private void record(
            JobRun<T> run, Outcome outcome, @Nullable Object result, @Nullable Throwable failure, boolean freesSlot) {
        var trace = run.trace();
        var settlement = trace == null ? outcome.settlement() : trace.recording(outcome.settlement());
        lastAct.accept(() -> settler.settle(settlement, run.job(), freesSlot, (code, refused) -> {
            if (refused != null) {
                running.remove(run);
                if (trace != null) {
                    trace.discarded(refused);
                }
                listeners.tell(listener -> listener.onError(refused));
            } else if (code == ReplyCode.PENDING_CHILDREN || code == ReplyCode.FAILED_CHILDREN) {
                aside.execute(() -> parentCannotComplete(run, code));
            } else {
                running.remove(run);
                tell(run, outcome, result, failure, code);
            }
        }));
    }

    private void tell(
            JobRun<T> run, Outcome outcome, @Nullable Object result, @Nullable Throwable failure, ReplyCode code) {
        var job = run.job();
        var trace = run.trace();
        if (code != ReplyCode.OK) {
            if (trace != null) {
                trace.discarded(new LockLostException(job.queueName(), job.id(), "moveToFinished"));
            }
            LOG.warn(
                    "The end of job {} in queue {} was discarded: its lock is lost ({})",
                    job.id(),
                    job.queueName(),
                    code);
            if (run.loseLock()) {
                listeners.measure(meter -> meter.lockLost(job));
                listeners.tell(listener -> listener.onLockLost(job));
            }
            return;
        }
        if (trace != null) {
            trace.recorded(outcome.settlement(), failure);
        }
        measure(run, outcome, failure);
        if (failure == null) {
            LOG.debug("Job {} in queue {} completed", job.id(), job.queueName());
            listeners.tell(listener -> listener.onCompleted(job, result));
        } else {
            if (outcome.willRetry()) {
                LOG.warn(
                        "Job {} in queue {} failed in attempt {} and will be retried",
                        job.id(),
                        job.queueName(),
                        run.attempt(),
                        failure);
            } else {
                LOG.error(
                        "Job {} in queue {} failed for good in attempt {}",
                        job.id(),
                        job.queueName(),
                        run.attempt(),
                        failure);
            }
            listeners.tell(listener -> listener.onFailed(job, failure, outcome.willRetry()));
        }
    }

    private void measure(JobRun<T> run, Outcome outcome, @Nullable Throwable failure) {
        if (!listeners.isMetered()) {
            return;
        }
        var end = failure == null
                ? WorkerMeter.RunEnd.COMPLETED
                : outcome.willRetry() ? WorkerMeter.RunEnd.RETRIED : WorkerMeter.RunEnd.FAILED;
        listeners.measure(meter -> meter.runEnded(run.job(), end, run.ranFor()));
    }

    private static void endTrace(JobRun<?> run) {
        var trace = run.trace();
        if (trace != null) {
            trace.end();
        }
    }

    /** Redis refused the completion and left the lock: the run counts as failed, by the words BullMQ stores. */
    private void parentCannotComplete(JobRun<T> run, ReplyCode code) {
        var job = run.job();
        var failure = code == ReplyCode.PENDING_CHILDREN
                ? new PendingChildrenException(job.queueName(), job.id(), "moveToFinished")
                : new UnrecoverableException(String.valueOf(
                        new FailedChildrenException(job.queueName(), job.id(), "moveToFinished").getMessage()));
        listeners.tell(listener -> listener.onError(failure));
        try {
            record(run, rules.failed(job, run.token(), failure), null, failure, false);
        } catch (Throwable e) { // a backoff strategy is user code; its failure must not keep the run for ever
            LOG.error("The end of {} could not be recorded; it will be recovered as stalled", run, e);
            running.remove(run);
        }
    }

    private void startTimeout(JobRun<T> run) {
        var timeout = timeouts.of(run.job()).orElse(null);
        if (timeout != null) {
            run.limitedTo(timeout);
            run.timeoutScheduled(timer.schedule(() -> timeOut(run), timeout.toNanos(), TimeUnit.NANOSECONDS));
        }
    }

    private void timeOut(JobRun<T> run) {
        // A run that was cancelled before and did not react is given up all the same.
        run.cancelRun(
                CancellationSignal.Reason.TIMEOUT, String.valueOf(timedOut(run).getMessage()));
        giveUpLater(run);
    }

    /** Ends a run whose job was cancelled: like a timeout, without a retry. Neither blocks nor throws. */
    void cancelJob(JobRun<T> run, String reason) {
        if (run.cancelJob(reason)) {
            LOG.info("Job {} in queue {} was cancelled: {}", run.id(), run.job().queueName(), reason);
            giveUpLater(run);
        }
    }

    private void giveUpLater(JobRun<T> run) {
        try {
            run.timeoutScheduled(
                    timer.schedule(() -> aside.execute(() -> giveUp(run)), grace.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closing) {
            LOG.debug("{} was told to end while its worker closed", run);
        }
    }

    /** The processor ignored the interrupt: its job fails without it, its slot stays taken until its thread comes back. */
    private void giveUp(JobRun<T> run) {
        if (run.end(JobRun.Phase.ABANDONED)) {
            LOG.error(
                    "The processor of job {} in queue {} does not react to its interrupt; the job fails without it",
                    run.id(),
                    run.job().queueName());
            var cancelled = run.jobCancelled();
            var failure = cancelled == null ? timedOut(run) : JobCancelledException.ofJob(cancelled);
            try {
                record(run, rules.failed(run.job(), run.token(), failure), null, failure, false);
            } catch (RuntimeException e) { // from a backoff strategy; without an outcome the lock must not live on
                LOG.error("The end of {} could not be recorded; it will be recovered as stalled", run, e);
                running.remove(run);
            }
        }
    }

    private JobTimeoutException timedOut(JobRun<T> run) {
        return new JobTimeoutException(run.id(), run.job().queueName(), run.timeLimit());
    }
}
