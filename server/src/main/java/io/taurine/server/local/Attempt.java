package io.taurine.server.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.taurine.server.definition.Definition;
import io.taurine.server.definition.JobHandler;
import io.taurine.server.definition.RunsOn;
import io.taurine.server.runner.JobStatus;
import io.taurine.server.runner.internal.Hooks;
import io.taurine.server.runner.internal.JsonValues;
import io.taurine.server.runner.internal.ParamsReader;
import io.taurine.server.runner.internal.RetryDecision;
import io.taurine.worker.CancellationSignal.Reason;
import io.taurine.worker.JobTimeoutException;
import io.taurine.worker.internal.RunSignal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a job. It ends once, by itself or as it is given up, whichever comes first. One that was given up keeps its slot
 * until its code really returns, as its thread is busy as long.
 */
final class Attempt implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

    /** What an interrupted run gets at least to clear up. */
    private static final Duration SHORTEST_LEAVE = Duration.ofSeconds(1);

    private final LocalState state;
    private final JobSteps steps;
    private final LocalJob job;
    private final RunSignal signal;
    private final LocalContext context;
    private final ReentrantLock threadLock = new ReentrantLock();
    private @Nullable Thread thread;

    // Guarded by the state's lock.
    private @Nullable Ending ending;
    private LocalTime.@Nullable Alarm timeout;
    private LocalTime.@Nullable Alarm grace;

    Attempt(LocalState state, JobSteps steps, LocalJob job) {
        this.state = state;
        this.steps = steps;
        this.job = job;
        this.signal = new RunSignal(state.threads().of(RunsOn.VIRTUAL_THREAD));
        this.context = new LocalContext(state, job, signal);
    }

    LocalJob job() {
        return job;
    }

    RunsOn runsOn() {
        return job.definition.runsOn();
    }

    /** Null as long as it runs; its hooks are still to be called when it is there. Called with the state's lock. */
    @Nullable
    Ending ending() {
        return ending;
    }

    /** Called with the state's lock, before it runs. */
    void begin() {
        job.definition
                .timeout()
                .ifPresent(longest -> timeout = state.time().at(state.now().plus(longest), this::timeOut));
    }

    @Override
    public void run() {
        JsonNode result = null;
        Throwable failure = null;
        enter();
        try {
            result = context.inMdc(() -> call(job.definition));
        } catch (Throwable e) { // user code: whatever it throws fails this attempt and nothing else
            failure = e;
        } finally {
            leave();
        }
        end(result, failure);
    }

    private <P> JsonNode call(Definition<P> definition) throws Exception {
        signal.throwIfCancelled();
        Hooks.onStart(definition.handler(), context);
        if (definition.runsOn() == RunsOn.CHILD_JVM) {
            return JsonValues.of(state.children().run(definition, context));
        }
        var params = ParamsReader.read(definition, job.params);
        return JsonValues.of(run(definition.handler(), params));
    }

    @SuppressWarnings("NullAway") // the contract of run says when params are null
    private <P> @Nullable Object run(JobHandler<P> handler, @Nullable P params) throws Exception {
        return handler.run(params, context);
    }

    private void end(@Nullable JsonNode result, @Nullable Throwable failure) {
        try {
            var first = state.locked(() -> decideOnce(result, failure));
            if (first != null) {
                conclude(first);
            }
        } finally {
            steps.left(this);
        }
    }

    private void conclude(Ending with) {
        try {
            context.inMdc(() -> {
                callHooks(job.definition.handler(), with);
                return with;
            });
        } catch (Exception e) { // hooks do not throw
            LOG.error("The hooks of {} could not be called", context.executionId(), e);
        }
        steps.conclude(job, context, with);
    }

    private void callHooks(JobHandler<?> handler, Ending with) {
        switch (with.end()) {
            case SUCCEEDED -> Hooks.onSuccess(handler, context, with.result());
            case FAILED, RETRIED -> Hooks.onFail(handler, context, Objects.requireNonNull(with.failure()));
            default -> {}
        }
        Hooks.onEnd(handler, context, with.end());
    }

    /** Called with the state's lock. */
    /** Null when it was decided before. */
    private @Nullable Ending decideOnce(@Nullable JsonNode result, @Nullable Throwable failure) {
        if (ending != null) {
            return null;
        }
        var first = decide(result, failure);
        ending = first;
        return first;
    }

    private Ending decide(@Nullable JsonNode result, @Nullable Throwable failure) {
        cancelAlarms();
        if (job.status == JobStatus.CANCELLING) {
            // Whatever the run made of it: whoever cancelled was told that the job ends so.
            return Ending.cancelled();
        }
        if (signal.is(Reason.TIMEOUT)) {
            var late = new JobTimeoutException(
                    Integer.toString(job.number),
                    job.queue.key(),
                    job.definition.timeout().orElseThrow());
            return Ending.timedOut(late, again(late));
        }
        if (failure == null && result != null) {
            return Ending.succeeded(result);
        }
        if (signal.is(Reason.WORKER_CLOSED) || failure == null) {
            return Ending.lost();
        }
        return Ending.failed(failure, again(failure));
    }

    private @Nullable Duration again(Throwable failure) {
        return RetryDecision.after(
                        failure,
                        context.attempt(),
                        job.maxAttempts,
                        job.retry,
                        () -> ThreadLocalRandom.current().nextDouble())
                .orElse(null);
    }

    private void cancelAlarms() {
        if (timeout != null) {
            timeout.cancel();
        }
        if (grace != null) {
            grace.cancel();
        }
    }

    private void timeOut() {
        state.locked(() -> {
            if (ending == null
                    && signal.cancel(
                            Reason.TIMEOUT,
                            "the run took longer than "
                                    + job.definition.timeout().orElseThrow())) {
                interruptAndGiveUpLater();
            }
        });
    }

    /** Tells the run that its job is cancelled. Called with the state's lock. */
    void cancel(String reason) {
        if (signal.cancel(Reason.CANCELLED, reason)) {
            later(state.setup().cancelGrace(), this::interruptAndGiveUpLater);
        }
    }

    /** Tells the run that nobody waits for it any longer. Called with the state's lock. */
    void closed() {
        signal.cancel(Reason.WORKER_CLOSED, "the runner closes");
        interrupt();
    }

    private void interruptAndGiveUpLater() {
        interrupt();
        var grace = state.setup().cancelGrace();
        later(grace.compareTo(SHORTEST_LEAVE) < 0 ? SHORTEST_LEAVE : grace, this::giveUp);
    }

    private void later(Duration delay, Runnable step) {
        grace = state.time()
                .at(
                        state.now().plus(delay),
                        () -> state.locked(() -> {
                            if (ending == null) {
                                step.run();
                            }
                        }));
    }

    private void giveUp() {
        LOG.warn("Execution {} does not end although it was interrupted; it is given up", context.executionId());
        var with = decide(null, null);
        ending = with;
        state.threads().of(RunsOn.VIRTUAL_THREAD).execute(() -> conclude(with));
    }

    private void enter() {
        threadLock.lock();
        try {
            thread = Thread.currentThread();
        } finally {
            threadLock.unlock();
        }
    }

    /** After that no interrupt can hit what the thread does next. */
    private void leave() {
        threadLock.lock();
        try {
            thread = null;
            Thread.interrupted();
        } finally {
            threadLock.unlock();
        }
    }

    private void interrupt() {
        threadLock.lock();
        try {
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            threadLock.unlock();
        }
    }
}
